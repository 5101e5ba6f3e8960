import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { RequestPasswordResetDocument } from '@/gql/account';
import { request } from '@/lib/graphql-request';
import { account as ACCOUNT_TEXTS } from '@/lib/texts/account';
import { useSentForm } from '@/lib/use-sent-form';
import { AccountCard } from './account-card';
import { emailProblem, problems } from './rules';

const { forgot: texts, signIn } = ACCOUNT_TEXTS;

export const ForgotPasswordPage = () => {
  const [isDone, setIsDone] = useState(false);
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { email: '' },
    validate: ({ email }) => problems({ email: emailProblem(email) }),
    send: async ({ email }) => {
      const { data } = await request(RequestPasswordResetDocument, { input: { email: email.trim() } });
      setIsDone(data.passwordResetRequest.done);
      return data.passwordResetRequest.errors;
    },
  });
  return (
    <AccountCard title={texts.title} lead={isDone ? '' : texts.lead} problem={problem} done={isDone ? texts.done : ''}>
      {!isDone && (
        <form noValidate onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              key={form.key('email')}
              label={signIn.email}
              type="email"
              autoComplete="username"
              {...form.getInputProps('email')}
            />
            <Button type="submit" fullWidth loading={isBusy}>
              {texts.submit}
            </Button>
          </Stack>
        </form>
      )}
      <Anchor component={Link} to="/login" size="sm">
        {texts.back}
      </Anchor>
    </AccountCard>
  );
};
