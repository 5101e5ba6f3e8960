import { postGraphQL } from '@/lib/graphql-request';
import type { Session } from './session-store';

export const LOGIN = /* GraphQL */ `
  mutation SignIn($input: LoginInput!) {
    login(input: $input) {
      accessToken
      viewer { name email }
      errors { message }
    }
  }
`;

type LoginData = {
  login: {
    accessToken: string | null;
    viewer: { name: string; email: string } | null;
    errors: { message: string }[];
  };
};

/** Exchanges email and password for a session; rejects with what the server says about it. */
export const signIn = async (email: string, password: string): Promise<Session> => {
  const answer = await postGraphQL<LoginData>({
    query: LOGIN,
    variables: { input: { email, password } },
  });
  const login = answer.data?.login;
  if (login?.accessToken && login.viewer) return { token: login.accessToken, ...login.viewer };
  const errors = login?.errors.length ? login.errors : (answer.errors ?? []);
  throw new Error(errors.map((error) => error.message).join(' ') || 'Sign-in failed.');
};
