import type { GraphiQLProps } from 'graphiql';
import {
  type ExecutionResult as GraphQLResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  OperationTypeNode,
  parse,
} from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { type GraphQLRequest, postGraphQL } from '@/lib/graphql-request';
import type { SessionStore } from './session-store';

type Fetcher = GraphiQLProps['fetcher'];
type Result = Record<string, unknown>;
type ExecutionResult = GraphQLResult<Result, Result>;

/** Queries and mutations go over HTTP, subscriptions over one socket, both as who is signed in. */
export const createFetcher = (session: SessionStore): Fetcher => {
  let client = createSocket(session);
  session.subscribe(() => {
    void client.dispose();
    client = createSocket(session);
  });

  return (params, options) => {
    const request: GraphQLRequest = {
      query: params.query,
      variables: params.variables as Record<string, unknown> | null,
      operationName: params.operationName ?? null,
    };
    if (isSubscription(request)) return stream(client, request);
    return send(request, session, options?.headers);
  };
};

export const authorizationOf = (session: SessionStore): Record<string, string> => {
  const token = session.get()?.token;
  return token ? { authorization: `Bearer ${token}` } : {};
};

export const isSubscription = ({ query, operationName }: GraphQLRequest): boolean => {
  try {
    return getOperationAST(parse(query), operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    return false;
  }
};

const send = async (
  request: GraphQLRequest,
  session: SessionStore,
  headers: Record<string, string> = {},
) => {
  const sentAs = session.get();
  const given = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const answer = await postGraphQL<Result>(request, { ...authorizationOf(session), ...given });
  const rejected = answer.errors?.some((error) => error.extensions?.code === 'UNAUTHENTICATED');
  if (rejected && session.get() === sentAs) session.set(null);
  return answer as object as ExecutionResult;
};

const createSocket = (session: SessionStore): Client =>
  createClient({
    url: () => `${window.location.origin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: () => authorizationOf(session),
    retryAttempts: 20,
  });

/**
 * The client's own iterator, not a generator around it: stopping must end a silent stream too.
 * What ends a stream early is its last result, since GraphiQL shows a thrown error with its stack.
 */
const stream = (client: Client, request: GraphQLRequest): AsyncIterableIterator<ExecutionResult> => {
  const results = client.iterate<Result, Result>(request) as AsyncIterableIterator<ExecutionResult>;
  const next = async (): Promise<IteratorResult<ExecutionResult>> => {
    try {
      return await results.next();
    } catch (error) {
      return { done: false, value: { errors: errorsOf(error) } };
    }
  };
  return {
    next,
    return: async () => (await results.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

/** The GraphQL errors that refused a subscription, or one that tells how its socket was lost. */
export const errorsOf = (error: unknown): GraphQLError[] => {
  if (Array.isArray(error)) {
    const refusals = error as GraphQLFormattedError[];
    return refusals.map(({ message, extensions }) => new GraphQLError(message, { extensions: extensions ?? null }));
  }
  if (typeof error === 'object' && error !== null && 'code' in error && 'reason' in error) {
    const closed = `The socket was closed: ${String(error.code)} ${String(error.reason)}`;
    return [new GraphQLError(closed.trim())];
  }
  return [new GraphQLError(error instanceof Error ? error.message : 'The socket was lost.')];
};
