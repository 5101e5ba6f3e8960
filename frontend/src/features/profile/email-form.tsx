import { Alert, Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClient } from 'urql';
import { PasswordField } from '@/components/password-field';
import { emailProblem, problems } from '@/features/account/rules';
import { useSentForm } from '@/lib/use-sent-form';
import { ProfileEmailDocument } from '@/gql/profile';
import { account } from '@/lib/texts/account';
import { profile as PROFILE_TEXTS } from '@/lib/texts/profile';
import { Section } from './section';

const { email: texts } = PROFILE_TEXTS;

export const EmailForm = ({ address }: { address: string }) => {
  const client = useClient();
  const [told, setTold] = useState('');
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { email: '', currentPassword: '' },
    validate: ({ email, currentPassword }) =>
      problems({ email: emailProblem(email), currentPassword: currentPassword ? null : account.passwordMissing }),
    send: async ({ email, currentPassword }) => {
      setTold('');
      const input = { email: email.trim(), currentPassword };
      const { data, error } = await client.mutation(ProfileEmailDocument, { input });
      if (!data) throw error ?? new Error();
      const { errors, mustConfirmEmail } = data.emailChange;
      if (errors.length === 0) {
        form.reset();
        setTold(mustConfirmEmail ? texts.mustConfirm(input.email) : texts.done);
      }
      return errors;
    },
  });
  return (
    <Section title={texts.title}>
      <Text size="sm" c="dimmed">{texts.now(address)}</Text>
      <form noValidate onSubmit={submit}>
        {problem && <Alert role="alert" color="red">{problem}</Alert>}
        {told && <Alert role="status" color="green">{told}</Alert>}
        <TextInput key={form.key('email')} label={texts.address} type="email" autoComplete="email" {...form.getInputProps('email')} />
        <PasswordField
          key={form.key('currentPassword')}
          label={texts.password}
          autoComplete="current-password"
          {...form.getInputProps('currentPassword')}
        />
        <Button type="submit" variant="default" loading={isBusy}>{texts.submit}</Button>
      </form>
    </Section>
  );
};
