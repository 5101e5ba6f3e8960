import type { UserError } from '@/lib/form-errors';

/** Why a mailed link is of no more use; empty if it may be. */
export const linkProblem = (errors: readonly UserError[]): string =>
  errors
    .filter(({ path }) => path?.at(-1) === 'token')
    .map(({ message }) => message)
    .join(' ');
