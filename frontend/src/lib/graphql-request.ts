export type GraphQLAnswer<Data> = {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
};

export type GraphQLRequest = {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
};

/** Posts one operation. Rejects with a readable message if no GraphQL answer comes back. */
export const postGraphQL = async <Data>(
  request: GraphQLRequest,
  headers: Record<string, string> = {},
): Promise<GraphQLAnswer<Data>> => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(request),
  }).catch(() => {
    throw new Error('The server cannot be reached.');
  });
  if (!response.headers.get('content-type')?.includes('json')) {
    throw new Error(`The server answered ${response.status} without JSON.`);
  }
  return (await response.json()) as GraphQLAnswer<Data>;
};
