import { Button, Checkbox, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Scope } from '@/gql/schema';
import { TokenAddDocument } from '@/gql/settings-access';
import { TEXTS } from '@/lib/texts';
import { settingsTokens } from '@/lib/texts/settings-access';
import { useSentForm } from '@/lib/use-sent-form';
import { FormDialog } from '../shared/form-dialog';
import { useSend } from '../shared/use-send';

const { form: texts, name: nameLabel } = settingsTokens;
const DAY_MS = 86_400_000;
const LIFETIMES = Object.entries(texts.lifetimes)
  .map(([value, label]) => ({ value, label }))
  .sort((a, b) => (Number(a.value) || Infinity) - (Number(b.value) || Infinity));

type TokenDialogProps = { onDone: () => void; onClose: () => void };

/** Makes a token of one's own and shows it this once. */
export const TokenDialog = ({ onDone, onClose }: TokenDialogProps) => {
  const send = useSend();
  const [token, setToken] = useState<string | null>(null);
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { name: '', scopes: [] as string[], expiresAt: '90' },
    validate: ({ name }) => ({ ...(!name.trim() && { name: texts.nameMissing }) }),
    send: async ({ name, scopes, expiresAt: days }) => {
      const expiresAt = Number(days) ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
      const input = { name: name.trim(), scopes: scopes as Scope[], expiresAt };
      const { token: made, errors } = (await send(TokenAddDocument, { input })).apiTokenCreate;
      if (made) setToken(made);
      return errors;
    },
  });
  if (token) {
    return (
      <Modal opened onClose={onDone} title={texts.shownTitle} closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
        <Stack gap="md">
          <Text size="sm">{texts.shownText}</Text>
          <Group gap="xs" wrap="nowrap">
            <TextInput readOnly aria-label={texts.shownTitle} value={token} flex={1} ff="monospace" />
            <CopyButton value={token}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? TEXTS.copied : TEXTS.copy}
                </Button>
              )}
            </CopyButton>
          </Group>
          <Group justify="flex-end">
            <Button onClick={onDone}>{texts.done}</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <FormDialog
      title={texts.title}
      submitLabel={texts.submit}
      size="md"
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        key={form.key('name')}
        label={nameLabel}
        description={texts.nameHint}
        maxLength={100}
        {...form.getInputProps('name')}
      />
      <Checkbox.Group key={form.key('scopes')} label={texts.scopes} {...form.getInputProps('scopes')}>
        <Stack gap="xs" mt="xs">
          <Checkbox value="WRITE" label={texts.write} />
          <Checkbox value="ADMIN" label={texts.admin} />
        </Stack>
      </Checkbox.Group>
      <Select
        key={form.key('expiresAt')}
        label={texts.lifetime}
        allowDeselect={false}
        data={LIFETIMES}
        {...form.getInputProps('expiresAt')}
      />
    </FormDialog>
  );
};
