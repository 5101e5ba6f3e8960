import type { ErrorPartsFragment } from '@/gql/session';

export type UserError = Pick<ErrorPartsFragment, 'code' | 'message' | 'path'>;

/** What to say where: at a field of the form, or above all of them. */
export type FormErrors = { fields: Record<string, string>; form: string };

/**
 * Sorts what the server says by the fields of a form. `UserError.path` begins with the argument:
 * `["input", "skills", "0", "level"]` belongs to the field `skills.0.level`, else to `skills`, which
 * are the names that Mantine's forms use. Errors of what is no field here are told above the form.
 */
export const sortErrors = (errors: readonly UserError[], fields: readonly string[]): FormErrors => {
  const found: FormErrors = { fields: {}, form: '' };
  for (const { message, path } of errors) {
    const parts = path?.[0] === 'input' ? path.slice(1) : (path ?? []);
    const field = [parts.join('.'), parts[0]].find((name) => name && fields.includes(name));
    if (field) found.fields[field] = join(found.fields[field], message);
    else found.form = join(found.form, message);
  }
  return found;
};

const join = (told: string | undefined, message: string) => (told ? `${told} ${message}` : message);
