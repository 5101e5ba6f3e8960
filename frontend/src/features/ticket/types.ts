import type { TicketPartsFragment, TicketQuery } from '@/gql/ticket';

/** A ticket as its page has read it. */
export type TicketDetail = NonNullable<TicketQuery['ticket']>;

/** A ticket as each change answers it. */
export type TicketParts = TicketPartsFragment;
