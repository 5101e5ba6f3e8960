import { TEXTS } from '@/lib/texts';
import type { UserError } from './operations';

/** What to say where: at a field, about the link (which is of no more use), or about all. */
export type Problems = { password: string; repeat: string; link: string; form: string };

export const NO_PROBLEMS: Problems = { password: '', repeat: '', link: '', form: '' };

export const problemsOf = (errors: readonly UserError[]): Problems => {
  const found = { password: [] as string[], link: [] as string[], form: [] as string[] };
  for (const { message, path } of errors) {
    const field = path?.at(-1);
    found[field === 'password' ? field : field === 'token' ? 'link' : 'form'].push(message);
  }
  return {
    password: found.password.join(' '),
    repeat: '',
    link: found.link.join(' '),
    form: found.form.join(' '),
  };
};

export const problemOf = (failure: unknown): Problems => ({
  ...NO_PROBLEMS,
  form: failure instanceof Error ? failure.message : TEXTS.failed,
});
