import { useMemo } from 'react';
import { useQuery } from 'urql';
import { type Choice, PRIORITIES, STATUSES } from '@/components/ticket-choices';
import { InboxChoicesDocument } from '@/gql/inbox';
import { useDesk } from '@/lib/desk';
import { TEXTS } from '@/lib/texts';
import { NOBODY } from './inbox-filter';
import type { ChipField } from './inbox-state';

const { inbox: texts, words } = TEXTS;

const SENTIMENT: Choice[] = Object.entries(words.sentiment).map(([value, label]) => ({ value, label }));

/** The values that each filter and each change can have. */
export const useChoices = (): Record<ChipField, readonly Choice[]> => {
  const { viewer } = useDesk();
  const [{ data }] = useQuery({ query: InboxChoicesDocument, requestPolicy: 'cache-first' });
  return useMemo(() => {
    const people = [...(data?.users.nodes ?? [])].sort((one) => (one.id === viewer.id ? -1 : 0));
    const named = (nodes: readonly { id: string; name: string }[] = []) =>
      nodes.map(({ id, name }) => ({ value: id, label: name }));
    return {
      status: STATUSES,
      priority: PRIORITIES,
      sentiment: SENTIMENT,
      category: named(data?.categories.nodes),
      tag: named(data?.tags.nodes),
      assignee: [
        ...people.map(({ id, name, isAvailable }) => ({
          value: id,
          label: id === viewer.id ? texts.me(name) : name,
          ...(isAvailable === false && { note: texts.away }),
        })),
        { value: NOBODY, label: texts.nobody },
      ],
    };
  }, [data, viewer.id]);
};
