import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { PasswordField } from '@/components/password-field';
import { SetPasswordDocument } from '@/gql/account';
import { request } from '@/lib/graphql-request';
import { useLinkToken } from '@/lib/link-token-context';
import { account as ACCOUNT_TEXTS } from '@/lib/texts/account';
import { useSentForm } from '@/lib/use-sent-form';
import { AccountCard } from './account-card';
import { DeadLink } from './dead-link';
import { linkProblem } from './link-problem';
import { newPasswordProblem, problems } from './rules';

const { reset: texts, deadLink, passwordHint, signIn } = ACCOUNT_TEXTS;

export const ResetPasswordPage = () => {
  const token = useLinkToken();
  const [deadReason, setDeadReason] = useState(token ? '' : deadLink.incomplete);
  const [isDone, setIsDone] = useState(false);
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { password: '', repeat: '' },
    validate: ({ password, repeat }) =>
      problems({ password: newPasswordProblem(password), repeat: password === repeat ? null : texts.differs }),
    send: async ({ password }) => {
      const { data } = await request(SetPasswordDocument, { input: { token, password } });
      const { errors } = data.passwordReset;
      setDeadReason(linkProblem(errors));
      setIsDone(errors.length === 0);
      return errors;
    },
  });

  if (deadReason) return <DeadLink title={texts.title} reason={deadReason} />;
  if (isDone) {
    return (
      <AccountCard title={texts.title} done={texts.done}>
        <Button component={Link} to="/login">
          {signIn.submit}
        </Button>
      </AccountCard>
    );
  }
  return (
    <AccountCard title={texts.title} problem={problem}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <PasswordField
            key={form.key('password')}
            label={texts.password}
            description={passwordHint}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <PasswordField
            key={form.key('repeat')}
            label={texts.repeat}
            autoComplete="new-password"
            {...form.getInputProps('repeat')}
          />
          <Button type="submit" fullWidth loading={isBusy}>
            {texts.submit}
          </Button>
        </Stack>
      </form>
    </AccountCard>
  );
};
