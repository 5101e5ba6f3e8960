import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { PasswordField } from '@/components/password-field';
import { RegisterDocument } from '@/gql/account';
import { request } from '@/lib/graphql-request';
import { returnPath } from '@/lib/return-path';
import { useSession, useSessionState } from '@/lib/session-context';
import { account as ACCOUNT_TEXTS } from '@/lib/texts/account';
import { useSentForm } from '@/lib/use-sent-form';
import { AccountCard } from './account-card';
import { emailProblem, newPasswordProblem, problems } from './rules';

const { register: texts, signIn, passwordHint, nameMissing } = ACCOUNT_TEXTS;

export const RegisterPage = () => {
  const [parameters] = useSearchParams();
  const session = useSession();
  const state = useSessionState();
  const [mustConfirm, setMustConfirm] = useState(false);
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { name: '', email: '', password: '' },
    validate: ({ name, email, password }) =>
      problems({
        name: name.trim() ? null : nameMissing,
        email: emailProblem(email),
        password: newPasswordProblem(password),
      }),
    send: async ({ name, email, password }) => {
      const input = { name: name.trim(), email: email.trim(), password, session: 'COOKIE' as const };
      const { data, serverTime } = await request(RegisterDocument, { input });
      session.accept(data.register, serverTime);
      setMustConfirm(data.register.mustConfirmEmail);
      return data.register.errors;
    },
  });

  if (state.status === 'signedIn') return <Navigate to={returnPath(parameters)} replace />;
  const signInLink = (
    <Anchor component={Link} to={{ pathname: '/login', search: parameters.toString() }} underline="always">
      {signIn.submit}
    </Anchor>
  );
  if (mustConfirm) {
    return (
      <AccountCard title={texts.title} done={texts.mustConfirm}>
        {signInLink}
      </AccountCard>
    );
  }
  return (
    <AccountCard title={texts.title} lead={texts.lead} problem={problem}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <TextInput key={form.key('name')} label={texts.name} autoComplete="name" {...form.getInputProps('name')} />
          <TextInput
            key={form.key('email')}
            label={signIn.email}
            type="email"
            autoComplete="username"
            {...form.getInputProps('email')}
          />
          <PasswordField
            key={form.key('password')}
            label={signIn.password}
            description={passwordHint}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <Button type="submit" fullWidth loading={isBusy}>
            {texts.submit}
          </Button>
        </Stack>
      </form>
      <Text size="sm" c="dimmed">
        {texts.haveAccount} {signInLink}
      </Text>
    </AccountCard>
  );
};
