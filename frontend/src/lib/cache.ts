import { type Cache, cacheExchange, type Entity } from '@urql/exchange-graphcache';
import type { DeskChangesSubscription } from '@/gql/desk-changes';
import { KEYLESS_TYPES } from '@/gql/keyless-types';
import type { EventKind } from '@/gql/schema';
import type { TicketFeedSubscription } from '@/gql/ticket-feed';
import { STALE_AFTER_CHANGE } from '@/lib/stale-after-change';

type TicketEvent = TicketFeedSubscription['ticketEvents'];
type DeskChange = DeskChangesSubscription['deskChanges'];

/**
 * The normalised cache. What an event carries is written by itself, since tickets and comments have
 * ids; here is what belongs to a ticket without being in the event.
 */
export const createCache = () =>
  cacheExchange({
    keys: Object.fromEntries(KEYLESS_TYPES.map((type) => [type, () => null])),
    updates: {
      Mutation: {
        articleDelete: (result, _args, cache) => {
          const { article } = result['articleDelete'] as { article: { id: string } | null };
          if (article) cache.invalidate({ __typename: 'Article', id: article.id });
        },
        commentDelete: (result, _args, cache) => {
          const { comment } = result['commentDelete'] as { comment: { id: string } | null };
          if (comment) cache.invalidate({ __typename: 'Comment', id: comment.id });
        },
        commentCreate: (result, _args, cache) => {
          const { comment } = result['commentCreate'] as Created;
          if (comment) addComment(cache, comment);
        },
      },
      Subscription: {
        ticketEvents: (result, _args, cache) => { applyEvent(result['ticketEvents'] as TicketEvent, cache); },
        deskChanges: (result, _args, cache) => { applyChange(result['deskChanges'] as DeskChange, cache); },
      },
    },
  });

type Created = { comment: { id: string; ticketId: string } | null };

/** One's own comment stands in its conversation at once, whether or not the stream is there. */
const addComment = (cache: Cache, { id, ticketId }: { id: string; ticketId: string }) => {
  const ticket = cache.keyOfEntity({ __typename: 'Ticket', id: ticketId });
  if (ticket) appendTo(cache, ticket, 'comments', { __typename: 'Comment', id });
};

/** Fields of a ticket that must be read again after such an event, where a screen shows them. */
const STALE_AFTER: Partial<Record<EventKind, readonly string[]>> = {
  TICKET_ASSIGNED: ['assignment', 'skills'],
  TICKET_UNASSIGNED: ['assignment'],
  TICKET_QUEUED: ['assignment', 'skills'],
  TICKET_UPDATED: ['description', 'notes', 'skills', 'categoryDecidedBy', 'priorityDecidedBy'],
  TICKET_RATED: ['ratingComment', 'ratedAt'],
  TICKET_STATUS_CHANGED: ['closedAt', 'firstResponseAt'],
  TRIAGE_QUEUED: ['triage'],
  TRIAGE_STARTED: ['triage'],
  TRIAGE_COMPLETED: ['triage', 'triageRuns', 'notes', 'skills', 'aiAnswer', 'language'],
  TRIAGE_FAILED: ['triage', 'triageRuns'],
  TRIAGE_REVIEWED: ['triage', 'skills', 'categoryDecidedBy', 'priorityDecidedBy', 'language'],
  COMMENT_CREATED: ['firstResponseAt'],
};

export const applyEvent = (event: TicketEvent, cache: Cache) => {
  const ticket = cache.keyOfEntity({ __typename: 'Ticket', id: event.ticketId });
  if (!ticket) return;
  if (event.kind === 'TICKET_DELETED') {
    cache.invalidate(ticket);
    return;
  }
  for (const field of STALE_AFTER[event.kind] ?? []) invalidateField(cache, ticket, field);
  appendTo(cache, ticket, 'events', { __typename: 'TicketEvent', id: event.id });
  const comment = { __typename: 'Comment', id: event.comment?.id ?? '' };
  if (event.comment && event.kind === 'COMMENT_CREATED') appendTo(cache, ticket, 'comments', comment);
  if (event.kind === 'COMMENT_DELETED') invalidateField(cache, ticket, 'comments');
};

/** What has changed is let go of: every query that shows it reads itself again. */
const applyChange = ({ subject, subjectId }: DeskChange, cache: Cache) => {
  const { type, lists } = STALE_AFTER_CHANGE[subject] ?? { lists: [] };
  if (type) cache.invalidate({ __typename: type, id: subjectId });
  for (const list of lists) invalidateField(cache, 'Query', list);
};

const invalidateField = (cache: Cache, entity: Entity, name: string) => {
  for (const field of cache.inspectFields(entity)) {
    if (field.fieldName === name) cache.invalidate(entity, field.fieldName, field.arguments ?? undefined);
  }
};

/**
 * Adds a row at the end of each known page of a connection that runs from old to new and is known to
 * its end; a page that has `edges`, or does not reach the end, is read again instead. A page that
 * lies before a cursor gets nothing new.
 */
const appendTo = (cache: Cache, entity: Entity, name: string, row: { __typename: string; id: string }) => {
  const key = cache.keyOfEntity(row);
  for (const field of cache.inspectFields(entity)) {
    if (field.fieldName !== name || !key || field.arguments?.['before']) continue;
    const connection = cache.resolve(entity, field.fieldKey) as Entity;
    const nodes = cache.resolve(connection, 'nodes') as string[] | undefined;
    const info = cache.resolve(connection, 'pageInfo') as Entity;
    if (nodes?.includes(key)) continue;
    if (!nodes || cache.resolve(connection, 'edges') || cache.resolve(info, 'hasNextPage')) {
      cache.invalidate(entity, field.fieldName, field.arguments ?? undefined);
    } else {
      cache.link(connection, 'nodes', [...nodes, key]);
    }
  }
};
