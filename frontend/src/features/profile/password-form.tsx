import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { useClient } from 'urql';
import { PasswordField } from '@/components/password-field';
import { newPasswordProblem, problems } from '@/features/account/rules';
import { useSentForm } from '@/lib/use-sent-form';
import { ProfilePasswordDocument } from '@/gql/profile';
import { account } from '@/lib/texts/account';
import { profile as PROFILE_TEXTS } from '@/lib/texts/profile';
import { Section } from './section';

const { password: texts } = PROFILE_TEXTS;

/** Whoever knew the old password has nothing of it: all other sessions end, which `onChanged` shows. */
export const PasswordForm = ({ email, onChanged }: { email: string; onChanged: () => void }) => {
  const client = useClient();
  const [isDone, setIsDone] = useState(false);
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: ({ currentPassword, newPassword }) =>
      problems({
        currentPassword: currentPassword ? null : account.passwordMissing,
        newPassword: newPasswordProblem(newPassword),
      }),
    send: async (input) => {
      setIsDone(false);
      const { data, error } = await client.mutation(ProfilePasswordDocument, { input });
      if (!data) throw error ?? new Error();
      const { errors } = data.passwordChange;
      if (errors.length === 0) {
        form.reset();
        setIsDone(true);
        onChanged();
      }
      return errors;
    },
  });
  return (
    <Section title={texts.title}>
      <form noValidate onSubmit={submit}>
        {problem && <Alert role="alert" color="red">{problem}</Alert>}
        {isDone && <Alert role="status" color="green">{texts.done}</Alert>}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          key={form.key('currentPassword')}
          label={texts.current}
          autoComplete="current-password"
          {...form.getInputProps('currentPassword')}
        />
        <PasswordField
          key={form.key('newPassword')}
          label={texts.next}
          description={account.passwordHint}
          autoComplete="new-password"
          {...form.getInputProps('newPassword')}
        />
        <Button type="submit" variant="default" loading={isBusy}>{texts.submit}</Button>
      </form>
    </Section>
  );
};
