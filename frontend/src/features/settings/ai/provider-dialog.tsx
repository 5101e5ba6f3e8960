import { Button, Checkbox, Select, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { PasswordField } from '@/components/password-field';
import { ProviderAddDocument, ProviderChangeDocument, type ProviderPartsFragment } from '@/gql/settings-ai';
import type { ProviderCreateInput, ProviderPreset, ProviderUpdateInput } from '@/gql/schema';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsAi } from '@/lib/texts/settings-ai';
import { useSentForm } from '@/lib/use-sent-form';
import { ConflictNotice } from '../shared/conflict-notice';
import { FormDialog } from '../shared/form-dialog';
import { useSend } from '../shared/use-send';
import { changedInput, describe, draftOf, PRESET_URLS, type ProviderValues, valuesOf } from './provider-values';
import { TestDialog } from './provider-test';

const { form: texts, providers: words } = settingsAi;
const PRESETS = Object.entries(words.preset).map(([value, label]) => ({ value, label }));

type ProviderDialogProps = { provider?: ProviderPartsFragment; onDone: () => void; onClose: () => void };

export const ProviderDialog = ({ provider, onDone, onClose }: ProviderDialogProps) => {
  const send = useSend();
  const [shown, setShown] = useState(provider);
  const [theirs, setTheirs] = useState<ProviderPartsFragment | null>(null);
  const [draft, setDraft] = useState<ProviderCreateInput | null>(null);

  const save = async (values: ProviderValues, version = shown?.version) => {
    const { provider: saved, errors } =
      shown && version !== undefined
        ? (await send(ProviderChangeDocument, { input: { ...changedInput(shown, values), id: shown.id, version } satisfies ProviderUpdateInput })).providerUpdate
        : (await send(ProviderAddDocument, { input: draftOf(values) })).providerCreate;
    if (saved && errors[0]?.code === 'CONFLICT') {
      setTheirs(saved);
      return [];
    }
    if (errors.length === 0) {
      notifications.show({ message: shown ? SETTINGS_TEXTS.saved : texts.added });
      onDone();
    }
    return errors;
  };

  const { form, problem, submit, isBusy } = useSentForm<ProviderValues>({
    mode: 'controlled',
    initialValues: valuesOf(provider),
    validate: ({ name, triageModel, preset, baseUrl }) => ({
      ...(!name.trim() && { name: texts.missing }),
      ...(!triageModel.trim() && { triageModel: texts.missing }),
      ...(!PRESET_URLS[preset] && !baseUrl.trim() && { baseUrl: texts.missing }),
    }),
    send: (values) => save(values),
  });
  const { values } = form;

  const choose = (preset: ProviderPreset) => {
    const isOwnName = values.name !== '' && !PRESETS.some(({ label }) => label === values.name);
    form.setValues({
      preset,
      ...(!isOwnName && { name: preset === 'CUSTOM' ? '' : words.preset[preset] }),
      masksPersonalData: preset !== 'LOCAL',
    });
  };
  const takeTheirs = () => {
    if (!theirs) return;
    setShown(theirs);
    form.setValues(valuesOf(theirs));
    setTheirs(null);
  };
  const keepMine = async () => {
    const version = theirs?.version;
    setTheirs(null);
    await save(values, version);
  };
  const preset = PRESET_URLS[values.preset];

  return (
    <FormDialog
      title={shown ? texts.editTitle(shown.name) : texts.addTitle}
      submitLabel={shown ? SETTINGS_TEXTS.save : SETTINGS_TEXTS.add}
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
      extra={
        !shown && (
          <Button
            variant="default"
            onClick={() => { if (!form.validate().hasErrors) setDraft(draftOf(values)); }}
          >
            {texts.test}
          </Button>
        )
      }
    >
      {theirs && (
        <ConflictNotice
          theirs={describe(valuesOf(theirs))}
          mine={describe(values)}
          onTheirs={takeTheirs}
          onMine={() => void keepMine()}
        />
      )}
      {!shown && (
        <Select
          label={texts.preset}
          data={PRESETS}
          allowDeselect={false}
          value={values.preset}
          onChange={(value) => { if (value) choose(value as ProviderPreset); }}
        />
      )}
      <TextInput label={texts.name} maxLength={100} {...form.getInputProps('name')} />
      <TextInput
        label={texts.baseUrl}
        description={preset && !shown ? texts.baseUrlPreset(preset) : texts.baseUrlHint}
        type="url"
        maxLength={500}
        {...form.getInputProps('baseUrl')}
      />
      <PasswordField
        label={words.key}
        description={shown?.hasKey ? texts.keyHintKept : texts.keyHint}
        autoComplete="off"
        maxLength={500}
        disabled={values.forgetKey}
        {...form.getInputProps('apiKey')}
      />
      {shown?.hasKey && (
        <Checkbox label={texts.keyForget} {...form.getInputProps('forgetKey', { type: 'checkbox' })} />
      )}
      <TextInput
        label={words.triageModel}
        description={texts.triageModelHint}
        maxLength={100}
        {...form.getInputProps('triageModel')}
      />
      <TextInput label={words.answerModel} placeholder={words.sameModel} maxLength={100} {...form.getInputProps('answerModel')} />
      <Switch
        label={texts.masks}
        description={texts.masksHint}
        {...form.getInputProps('masksPersonalData', { type: 'checkbox' })}
      />
      <Switch label={texts.enabled} {...form.getInputProps('isEnabled', { type: 'checkbox' })} />
      {draft && <TestDialog title={settingsAi.test.title} input={{ draft }} onClose={() => { setDraft(null); }} />}
    </FormDialog>
  );
};
