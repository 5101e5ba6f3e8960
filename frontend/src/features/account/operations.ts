import { postGraphQL } from '@/lib/graphql-request';
import { TEXTS } from '@/lib/texts';

export const PASSWORD_RESET = /* GraphQL */ `
  mutation SetPassword($input: PasswordResetInput!) {
    passwordReset(input: $input) {
      errors { code message path }
    }
  }
`;

export const EMAIL_CONFIRM = /* GraphQL */ `
  mutation ConfirmEmail($input: EmailConfirmInput!) {
    emailConfirm(input: $input) {
      errors { code message path }
    }
  }
`;

/** For people to run by hand. */
export const NEW_LINK = `mutation NewLink {
  passwordResetRequest(input: { email: "you@example.com" }) {
    done
    errors {
      message
    }
  }
}`;

export type UserError = { code: string; message: string; path: string[] | null };

type Payload = { errors: UserError[] };

export const resetPassword = (token: string, password: string): Promise<UserError[]> =>
  perform('passwordReset', PASSWORD_RESET, { token, password });

export const confirmEmail = (token: string): Promise<UserError[]> =>
  perform('emailConfirm', EMAIL_CONFIRM, { token });

/** What the user can mend, nothing when it was done; rejects with what else went wrong. */
const perform = async (name: string, query: string, input: Record<string, string>): Promise<UserError[]> => {
  const answer = await postGraphQL<Record<string, Payload | null>>({ query, variables: { input } });
  const payload = answer.data?.[name];
  if (payload) return payload.errors;
  throw new Error(answer.errors?.map((error) => error.message).join(' ') || TEXTS.failed);
};
