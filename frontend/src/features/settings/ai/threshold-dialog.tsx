import { Radio, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { TriageSettingsSetDocument } from '@/gql/settings-triage';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsTriage } from '@/lib/texts/settings-triage';
import { useSentForm } from '@/lib/use-sent-form';
import { FormDialog } from '../shared/form-dialog';
import { useSend } from '../shared/use-send';
import { shareOf, typedShare } from '../shared/percent';
import type { FieldSettings } from './thresholds';

const { fields: texts } = settingsTriage;
const USUAL_TARGET = 0.95;

type ThresholdDialogProps = { settings: FieldSettings; onDone: () => void; onClose: () => void };

export const ThresholdDialog = ({ settings, onDone, onClose }: ThresholdDialogProps) => {
  const send = useSend();
  const { form, problem, submit, isBusy } = useSentForm({
    mode: 'controlled',
    initialValues: {
      mode: settings.precisionTarget === null ? 'fixed' : 'target',
      threshold: typedShare(settings.threshold),
      precisionTarget: typedShare(settings.precisionTarget ?? USUAL_TARGET),
    },
    validate: ({ mode, threshold, precisionTarget }) => ({
      ...(shareOf(threshold) === undefined && { threshold: texts.range }),
      ...(mode === 'target' && shareOf(precisionTarget) === undefined && { precisionTarget: texts.range }),
    }),
    send: async ({ mode, threshold, precisionTarget }) => {
      const field = {
        field: settings.field,
        threshold: shareOf(threshold) ?? null,
        precisionTarget: mode === 'target' ? (shareOf(precisionTarget) ?? null) : null,
      };
      const { errors } = (await send(TriageSettingsSetDocument, { input: { fields: [field] } })).triageSettingsUpdate;
      if (errors.length === 0) {
        notifications.show({ message: SETTINGS_TEXTS.saved });
        onDone();
      }
      // Errors name the field by its place in the list.
      return errors.map((error) => ({ ...error, path: error.path && [error.path.at(-1) ?? ''] }));
    },
  });
  const isTarget = form.values.mode === 'target';
  return (
    <FormDialog
      title={texts.dialogTitle(texts.names[settings.field])}
      submitLabel={SETTINGS_TEXTS.save}
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Radio.Group label={texts.mode} {...form.getInputProps('mode')}>
        <Stack gap="xs" mt="xs">
          <Radio value="fixed" label={texts.fixed} description={texts.fixedHint} />
          <Radio value="target" label={texts.byTarget} description={texts.byTargetHint} />
        </Stack>
      </Radio.Group>
      {isTarget && <TextInput label={texts.precisionTarget} inputMode="decimal" {...form.getInputProps('precisionTarget')} />}
      <TextInput
        label={isTarget ? texts.thresholdStandIn : texts.threshold}
        inputMode="decimal"
        {...form.getInputProps('threshold')}
      />
    </FormDialog>
  );
};
