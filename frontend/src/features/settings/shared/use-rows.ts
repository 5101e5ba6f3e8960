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
  /** The same in the background: later pages stay. */
  refresh: () => void;
};

/**
 * The rows of a connection, page after page. When something else is asked for, the list is as long as a
 * page again. When the first page is read again because something has changed, the later ones stay behind
 * the one that they came after, so that nothing is missing in between.
 */
export const useRows = <Data, Variables extends AnyVariables & { after?: string | null }, Row extends { id: string }>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'after'>,
  pick: (data: Data) => Connection<Row>,
): Rows<Row> => {
  const client = useClient();
  const [{ data, error }, read] = useQuery({ query, variables: variables as Variables });
  const first = data && pick(data);
  const [known, setKnown] = useState<{ of: string; pages: readonly Connection<Row>[] }>();
  const [isLoadingMore, setIsLoadingMore] = useState(false);
  const [laterError, setLaterError] = useState<CombinedError>();

  const key = JSON.stringify(variables);
  const pages = known?.of === key ? known.pages : [];
  const last = pages.at(-1) ?? first;

  const loadMore = async () => {
    setIsLoadingMore(true);
    const after = last?.pageInfo.endCursor ?? null;
    const answer = await client.query(query, { ...variables, after } as unknown as Variables, { requestPolicy: 'network-only' });
    setIsLoadingMore(false);
    setLaterError(answer.error);
    if (answer.data && first) setKnown({ of: key, pages: [...(pages.length > 0 ? pages : [first]), pick(answer.data)] });
  };

  return {
    rows: first && eachOnce([first, ...pages].flatMap(({ nodes }) => nodes)),
    error: error ?? laterError,
    hasMore: last?.pageInfo.hasNextPage ?? false,
    isLoadingMore,
    loadMore: () => void loadMore(),
    readAgain: () => {
      setKnown(undefined);
      read({ requestPolicy: 'network-only' });
    },
    refresh: () => { read({ requestPolicy: 'network-only' }); },
  };
};

const eachOnce = <Row extends { id: string }>(rows: readonly Row[]) => [
  ...new Map(rows.toReversed().map((row) => [row.id, row])).values(),
].toReversed();
