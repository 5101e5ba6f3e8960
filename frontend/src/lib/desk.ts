import type { Client } from '@urql/core';
import { createContext, useContext } from 'react';
import { DeskDocument, type DeskQuery } from '@/gql/desk';
import { createGraphQLClient } from '@/lib/client';
import { createDeskChanges, createTicketFeed, type DeskChange, type Feed, type TicketEvent } from '@/lib/feed';
import { RequestFailure } from '@/lib/graphql-request';
import { createLive, type Live } from '@/lib/live';
import { createArrivals } from '@/lib/overtaken';
import type { Session } from '@/lib/session';
import { STALE_AFTER_CHANGE } from '@/lib/stale-after-change';

/** All that screens need while somebody is signed in. */
export type Desk = {
  session: Session;
  client: Client;
  live: Live;
  feed: Feed<TicketEvent>;
  changes: Feed<DeskChange>;
  start: () => Promise<NonNullable<DeskQuery['viewer']>>;
  stop: () => void;
};

/** `onStale`: this desk is to be thrown away and made anew, as rights or the log have changed. */
export const createDesk = (session: Session, onStale: () => void): Desk => {
  const live = createLive({
    url: `${window.location.origin.replace(/^http/, 'ws')}/graphql`,
    token: session.token,
    onPositionExpired: onStale,
    onRightsChanged: onStale,
  });
  const arrivals = createArrivals();
  const client = createGraphQLClient(session, live, arrivals);
  const feed = createTicketFeed(client);
  feed.subscribe(({ ticketId, ticket }) => { arrivals.note(ticketId, ticket?.version ?? null); });
  const changes = createDeskChanges(client);
  let viewerId = '';
  changes.subscribe(({ subject, subjectId }) => {
    arrivals.note(subjectId, null);
    for (const list of STALE_AFTER_CHANGE[subject]?.lists ?? []) arrivals.note(`"${list}":`, null);
    if (subjectId === viewerId) void client.query(DeskDocument, {}, { requestPolicy: 'network-only' }).toPromise();
  });
  return {
    session,
    client,
    live,
    feed,
    changes,
    start: async () => {
      const { data, error } = await client.query(DeskDocument, {}, { requestPolicy: 'network-only' });
      if (error) throw error;
      // The token was good, and yet it is nobody: the session ended in between.
      if (!data?.viewer) throw new RequestFailure('Nobody is signed in.', 'UNAUTHENTICATED');
      live.open(data.feedPosition);
      feed.start(data.feedPosition);
      changes.start(data.feedPosition);
      viewerId = data.viewer.id;
      return data.viewer;
    },
    stop: () => {
      feed.stop();
      changes.stop();
      live.close();
    },
  };
};

export type SignedIn = Desk & { viewer: NonNullable<DeskQuery['viewer']> };

export const DeskContext = createContext<SignedIn | null>(null);

export const useDesk = (): SignedIn => {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('Only pages of those who are signed in have a desk.');
  return desk;
};
