import { useMemo } from 'react';
import { useQuery } from 'urql';
import { RuleChoicesDocument } from '@/gql/settings-rules';

/** What rules may name; undefined until it is known, so that nothing is shown by half. */
export const useRuleNames = () => {
  const [{ data, error }, read] = useQuery({ query: RuleChoicesDocument });
  const names = useMemo(
    () =>
      data && {
        categories: data.categories.nodes,
        skills: data.skills.nodes,
        tags: data.tags.nodes,
        people: data.users.nodes,
        byId: new Map(
          [data.categories.nodes, data.skills.nodes, data.tags.nodes, data.users.nodes].flat().map(({ id, name }) => [id, name] as const),
        ),
      },
    [data],
  );
  return { names, error, readAgain: () => { read({ requestPolicy: 'network-only' }); } };
};

export type KnownNames = NonNullable<ReturnType<typeof useRuleNames>['names']>;
