import type { Client, TypedDocumentNode } from '@urql/core';
import { DeskChangesDocument, type DeskChangesSubscription } from '@/gql/desk-changes';
import { TicketFeedDocument, type TicketFeedSubscription } from '@/gql/ticket-feed';

export type TicketEvent = TicketFeedSubscription['ticketEvents'];
export type DeskChange = DeskChangesSubscription['deskChanges'];

/** What the viewer may see of a stream, once and in order, after the cache has taken it in. */
export type Feed<Event> = {
  start: (position: string) => void;
  stop: () => void;
  subscribe: (listener: (event: Event) => void) => () => void;
};

const createFeed = <Data, Event>(
  client: Client,
  document: TypedDocumentNode<Data, { after?: string | null }>,
  eventOf: (data: Data) => Event,
): Feed<Event> => {
  const listeners = new Set<(event: Event) => void>();
  let subscription: { unsubscribe: () => void } | null = null;
  return {
    start: (position) => {
      subscription = client.subscription(document, { after: position }).subscribe(({ data }) => {
        if (!data) return;
        const event = eventOf(data);
        for (const listener of [...listeners]) listener(event);
      });
    },
    stop: () => subscription?.unsubscribe(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** Each event of a ticket. */
export const createTicketFeed = (client: Client) =>
  createFeed(client, TicketFeedDocument, ({ ticketEvents }) => ticketEvents);

/** What else than tickets has changed. */
export const createDeskChanges = (client: Client) =>
  createFeed(client, DeskChangesDocument, ({ deskChanges }) => deskChanges);
