import { stringifyDocument, type TypedDocumentNode } from '@urql/core';
import { TEXTS } from '@/lib/texts';

export type GraphQLAnswer<Data> = {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string; correlationId?: string } }[];
};

export type GraphQLRequest = {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
};

/** Why a request gave no data; `code` is one of the API's, or `UNREACHABLE`. */
export class RequestFailure extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly correlationId: string | null = null,
  ) {
    super(message);
  }
}

/** Posts one operation. Rejects with a readable message if no GraphQL answer comes back. */
export const postGraphQL = async <Data>(
  request: GraphQLRequest,
  headers: Record<string, string> = {},
): Promise<GraphQLAnswer<Data>> => (await post<Data>(request, headers)).answer;

/**
 * Runs an operation outside the cache, such as signing in. `serverTime` is the server's clock in
 * milliseconds, to whole seconds. Rejects with a `RequestFailure` when there is no data.
 */
export const request = async <Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<{ data: Data; serverTime: number }> => {
  const { answer, response } = await post<Data>({
    query: stringifyDocument(document),
    variables: variables as Record<string, unknown>,
  });
  const serverTime = Date.parse(response.headers.get('date') ?? '') || Date.now();
  if (answer.data) return { data: answer.data, serverTime };
  const error = answer.errors?.[0];
  const message = answer.errors?.map((it) => it.message).join(' ') ?? TEXTS.failed;
  throw new RequestFailure(message, error?.extensions?.code ?? 'INTERNAL', error?.extensions?.correlationId);
};

const post = async <Data>(body: GraphQLRequest, headers: Record<string, string> = {}) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new RequestFailure(TEXTS.unreachable, 'UNREACHABLE');
  });
  if (!response.headers.get('content-type')?.includes('json')) {
    throw new RequestFailure(TEXTS.noJson(response.status), 'UNREACHABLE');
  }
  return { answer: (await response.json()) as GraphQLAnswer<Data>, response };
};
