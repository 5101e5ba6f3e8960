import { Select, Text, TextInput } from '@mantine/core';
import type { Role } from '@/gql/schema';
import { PersonInviteDocument } from '@/gql/settings-people';
import { TEXTS } from '@/lib/texts';
import { settingsPeople } from '@/lib/texts/settings-people';
import { useSentForm } from '@/lib/use-sent-form';
import { FormDialog } from '../shared/form-dialog';
import { useSend } from '../shared/use-send';

const { form: texts, name: nameLabel, email: emailLabel, role: roleLabel } = settingsPeople;
const ROLES = Object.entries(TEXTS.words.role).map(([value, label]) => ({ value, label }));

type InviteDialogProps = { onDone: (name: string) => void; onClose: () => void };

export const InviteDialog = ({ onDone, onClose }: InviteDialogProps) => {
  const send = useSend();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { name: '', email: '', role: 'USER' },
    validate: ({ name, email }) => ({
      ...(!name.trim() && { name: texts.nameMissing }),
      ...(!/^\S+@\S+$/.test(email.trim()) && { email: texts.emailWrong }),
    }),
    send: async ({ name, email, role }) => {
      const input = { name: name.trim(), email: email.trim(), role: role as Role };
      const { user, errors } = (await send(PersonInviteDocument, { input })).userInvite;
      if (user) onDone(user.name);
      return errors;
    },
  });
  return (
    <FormDialog
      title={texts.inviteTitle}
      submitLabel={texts.send}
      size="md"
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        {texts.inviteText}
      </Text>
      <TextInput key={form.key('name')} label={nameLabel} maxLength={100} {...form.getInputProps('name')} />
      <TextInput key={form.key('email')} label={emailLabel} type="email" autoComplete="off" {...form.getInputProps('email')} />
      <Select key={form.key('role')} label={roleLabel} data={ROLES} allowDeselect={false} {...form.getInputProps('role')} />
    </FormDialog>
  );
};
