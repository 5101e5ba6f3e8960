import type { Client } from '@urql/core';
import { TicketFeedDocument, type TicketFeedSubscription } from '@/gql/ticket-feed';

export type TicketEvent = TicketFeedSubscription['ticketEvents'];

/** Each event that the viewer may see, once and in order, after the cache has taken it in. */
export type TicketFeed = {
  start: (position: string) => void;
  stop: () => void;
  subscribe: (listener: (event: TicketEvent) => void) => () => void;
};

export const createTicketFeed = (client: Client): TicketFeed => {
  const listeners = new Set<(event: TicketEvent) => void>();
  let subscription: { unsubscribe: () => void } | null = null;
  return {
    start: (position) => {
      subscription = client.subscription(TicketFeedDocument, { after: position }).subscribe(({ data }) => {
        if (!data) return;
        for (const listener of [...listeners]) listener(data.ticketEvents);
      });
    },
    stop: () => subscription?.unsubscribe(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
