import type { Priority, TicketOrderField } from '@/gql/schema';
import type { TicketRowFragment } from '@/gql/ticket-feed';

type Row = TicketRowFragment;

const RANK: Record<Priority, number> = { LOW: 0, MEDIUM: 1, HIGH: 2, CRITICAL: 3 };

const text = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

const BY: Record<TicketOrderField, (one: Row, other: Row) => number> = {
  CREATED_AT: (one, other) => text(one.createdAt, other.createdAt),
  UPDATED_AT: (one, other) => text(one.updatedAt, other.updatedAt),
  PRIORITY: (one, other) => RANK[one.priority] - RANK[other.priority],
  NUMBER: (one, other) => one.number - other.number,
};

/** The order of the API: by the field, then by the id, both in the same direction. */
export const ticketOrder = (field: TicketOrderField, direction: 'ASC' | 'DESC') => {
  const sign = direction === 'ASC' ? 1 : -1;
  return (one: Row, other: Row): number => sign * (BY[field](one, other) || text(one.id, other.id));
};
