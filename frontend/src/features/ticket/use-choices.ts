import { useMemo } from 'react';
import { useQuery } from 'urql';
import { TicketChoicesDocument } from '@/gql/ticket';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';

/** As the select fields of the library take it. */
export type Choice = { value: string; label: string };

const { fields } = TICKET_TEXTS;

/** What staff may choose from, and the names of what events and triage call by id. */
export const useChoices = (isStaff: boolean) => {
  const [{ data }] = useQuery({ query: TicketChoicesDocument, requestPolicy: 'cache-first', pause: !isStaff });
  return useMemo(() => {
    const named = (nodes: readonly { id: string; name: string }[] = []): Choice[] =>
      nodes.map(({ id, name }) => ({ value: id, label: name }));
    const people = (data?.users.nodes ?? []).map(({ id, name, isAvailable }) => ({
      value: id,
      label: isAvailable === false ? `${name} (${fields.away})` : name,
    }));
    const categories = named(data?.categories.nodes);
    const skills = named(data?.skills.nodes);
    const tags = named(data?.tags.nodes);
    const names = new Map([...named(data?.users.nodes), ...categories, ...skills, ...tags].map((it) => [it.value, it.label]));
    return { people, categories, skills, tags, names };
  }, [data]);
};

export type Choices = ReturnType<typeof useChoices>;
