import type { CombinedError } from '@urql/core';
import { RequestFailure } from '@/lib/graphql-request';
import { TEXTS } from '@/lib/texts';

/** What went wrong, for people; the correlation id finds it in the desk's logs. */
export type Fault = { message: string; code: string; correlationId: string | null };

export const faultOf = (error: unknown): Fault => {
  if (error instanceof RequestFailure) {
    return { message: error.message, code: error.code, correlationId: error.correlationId };
  }
  if (isCombined(error)) return faultOfOperation(error);
  return { message: TEXTS.failed, code: 'INTERNAL', correlationId: null };
};

const faultOfOperation = ({ networkError, graphQLErrors }: CombinedError): Fault => {
  const [first] = graphQLErrors;
  if (first) {
    const { code, correlationId } = first.extensions;
    return {
      message: graphQLErrors.map((it) => it.message).join(' '),
      code: typeof code === 'string' ? code : 'INTERNAL',
      correlationId: typeof correlationId === 'string' ? correlationId : null,
    };
  }
  if (networkError instanceof RequestFailure) return faultOf(networkError);
  return { message: TEXTS.unreachable, code: 'UNREACHABLE', correlationId: null };
};

const isCombined = (error: unknown): error is CombinedError =>
  error instanceof Error && error.name === 'CombinedError';
