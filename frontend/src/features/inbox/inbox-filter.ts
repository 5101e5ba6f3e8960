import type { Priority, Sentiment, TicketFilter, TicketStatus } from '@/gql/schema';
import type { Chip, InboxState, View } from './inbox-state';

const ACTIVE: TicketStatus[] = ['OPEN', 'IN_PROGRESS'];

/** Stands for "nobody" among the values of the filter on assignees. */
export const NOBODY = 'nobody';

const viewFilter = (view: View, viewerId: string): TicketFilter | null => {
  switch (view) {
    case 'mine':
      return { assignee: { id: { eq: viewerId } }, status: { in: [...ACTIVE, 'WAITING'] } };
    case 'unassigned':
      return { hasAssignee: { eq: false }, status: { in: ACTIVE } };
    case 'waiting':
      return { status: { eq: 'WAITING' } };
    case 'all':
      return null;
  }
};

const chipFilter = ({ field, isNot, values }: Chip): TicketFilter => {
  const filter = positive(field, [...values]);
  return isNot ? { not: filter } : filter;
};

const positive = (field: Chip['field'], values: string[]): TicketFilter => {
  switch (field) {
    case 'status':
      return { status: { in: values as TicketStatus[] } };
    case 'priority':
      return { priority: { in: values as Priority[] } };
    case 'sentiment':
      return { sentiment: { in: values as Sentiment[] } };
    case 'category':
      return { category: { id: { in: values } } };
    case 'tag':
      return { tags: { some: { id: { in: values } } } };
    case 'assignee': {
      const people = values.filter((value) => value !== NOBODY);
      const branches: TicketFilter[] = [];
      if (people.length) branches.push({ assignee: { id: { in: people } } });
      if (people.length < values.length) branches.push({ hasAssignee: { eq: false } });
      return branches.length === 1 && branches[0] ? branches[0] : { or: branches };
    }
  }
};

/** The ready view and the filters, for the API; null asks for all tickets. */
export const filterOf = ({ view, chips, match }: InboxState, viewerId: string): TicketFilter | null => {
  const parts: TicketFilter[] = [];
  const base = viewFilter(view, viewerId);
  if (base) parts.push(base);
  const filters = chips.map(chipFilter);
  if (match === 'all') parts.push(...filters);
  else if (filters.length) parts.push({ or: filters });
  if (parts.length === 0) return null;
  return parts.length === 1 && parts[0] ? parts[0] : { and: parts };
};
