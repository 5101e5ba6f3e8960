import { account } from '@/lib/texts/account';

const SHORTEST_PASSWORD = 10;

/** Rules that need no server to tell; it has the last word. Null means: nothing is wrong. */
export const emailProblem = (email: string): string | null => {
  if (!email.trim()) return account.emailMissing;
  return /^[^@\s]+@[^@\s]+$/.test(email.trim()) ? null : account.emailOdd;
};

export const newPasswordProblem = (password: string): string | null =>
  password.length < SHORTEST_PASSWORD ? account.tooShort : null;

/** Only the problems, as forms want them. */
export const problems = (found: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== null));
