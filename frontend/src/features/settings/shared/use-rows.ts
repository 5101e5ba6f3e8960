import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core';
import { useState } from 'react';
import { useClient, useQuery } from 'urql';

type Connection<Row> = {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};

export type Rows<Row> = {
  rows: readonly Row[] | undefined;
  error: CombinedError | undefined;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  /** From the start again, from the server; what is shown stays until then. */
  readAgain: () => void;
};

/**
 * The rows of a connection, page after page. Later pages belong to one answer of the first: when
 * that is read again, or something else is asked for, the list is as long as a page again.
 */
export const useRows = <Data, Variables extends AnyVariables & { after?: string | null }, Row>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'after'>,
  pick: (data: Data) => Connection<Row>,
): Rows<Row> => {
  const client = useClient();
  const [{ data, error }, read] = useQuery({ query, variables: variables as Variables });
  const first = data && pick(data);
  const [later, setLater] = useState<{ of: string; pages: readonly Connection<Row>[] }>();
  const [isLoadingMore, setIsLoadingMore] = useState(false);
  const [laterError, setLaterError] = useState<CombinedError>();

  const key = JSON.stringify([variables, first?.pageInfo.endCursor]);
  const pages = later?.of === key ? later.pages : [];
  const last = pages.at(-1) ?? first;

  const loadMore = async () => {
    setIsLoadingMore(true);
    const after = last?.pageInfo.endCursor ?? null;
    const answer = await client.query(query, { ...variables, after } as unknown as Variables, { requestPolicy: 'network-only' });
    setIsLoadingMore(false);
    setLaterError(answer.error);
    if (answer.data) setLater({ of: key, pages: [...pages, pick(answer.data)] });
  };

  return {
    rows: first && [first, ...pages].flatMap(({ nodes }) => nodes),
    error: error ?? laterError,
    hasMore: last?.pageInfo.hasNextPage ?? false,
    isLoadingMore,
    loadMore: () => void loadMore(),
    readAgain: () => {
      setLater(undefined);
      read({ requestPolicy: 'network-only' });
    },
  };
};
