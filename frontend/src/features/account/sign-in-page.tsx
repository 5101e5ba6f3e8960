import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Link, Navigate, useSearchParams } from 'react-router';
import { PasswordField } from '@/components/password-field';
import { SignInDocument } from '@/gql/session';
import { request } from '@/lib/graphql-request';
import { returnPath } from '@/lib/return-path';
import { useSession, useSessionState } from '@/lib/session-context';
import { account as ACCOUNT_TEXTS } from '@/lib/texts/account';
import { useSentForm } from '@/lib/use-sent-form';
import { AccountCard } from './account-card';
import { emailProblem, problems } from './rules';

const { signIn: texts } = ACCOUNT_TEXTS;

export const SignInPage = () => {
  const [parameters] = useSearchParams();
  const session = useSession();
  const state = useSessionState();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { email: '', password: '' },
    validate: ({ email, password }) =>
      problems({ email: emailProblem(email), password: password ? null : ACCOUNT_TEXTS.passwordMissing }),
    send: async ({ email, password }) => {
      const input = { email: email.trim(), password, session: 'COOKIE' as const };
      const { data, serverTime } = await request(SignInDocument, { input });
      session.accept(data.login, serverTime);
      return data.login.errors;
    },
  });

  if (state.status === 'signedIn') return <Navigate to={returnPath(parameters)} replace />;
  const hasExpired = state.status === 'nobody' && state.reason === 'expired';
  return (
    <AccountCard title={texts.title} lead={hasExpired ? texts.expired : texts.lead} problem={problem}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            key={form.key('email')}
            label={texts.email}
            type="email"
            autoComplete="username"
            {...form.getInputProps('email')}
          />
          <PasswordField
            key={form.key('password')}
            label={texts.password}
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          <Button type="submit" fullWidth loading={isBusy}>
            {texts.submit}
          </Button>
        </Stack>
      </form>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {texts.noAccount}{' '}
          <Anchor component={Link} to={{ pathname: '/register', search: parameters.toString() }} underline="always">
            {texts.register}
          </Anchor>
        </Text>
        <Anchor component={Link} to="/forgot-password" size="sm">
          {texts.forgot}
        </Anchor>
      </Group>
    </AccountCard>
  );
};
