import type { Client } from '@urql/core';
import { TicketCountDocument, TicketMembersDocument, TicketPageDocument } from '@/gql/ticket-list';
import type { TicketFilter, TicketOrderField } from '@/gql/schema';
import type { TicketRowFragment } from '@/gql/ticket-feed';
import { type Fault, faultOf } from '@/lib/fault';
import { append, judge, type LiveRows, noRows, refresh, type RowRules, settle } from '@/lib/live-rows';
import { createStore, type Store } from '@/lib/store';
import type { DeskChange, Feed, TicketEvent } from '@/lib/feed';
import { ticketOrder } from '@/lib/ticket-order';

export type TicketRow = TicketRowFragment;

export type ListQuestion = {
  filter: TicketFilter | null;
  search: string;
  sort: TicketOrderField;
  direction: 'ASC' | 'DESC';
};

export type ListState = LiveRows<TicketRow> & {
  hasMore: boolean;
  isLoading: boolean;
  /** Whether there has been an answer at all. */
  isKnown: boolean;
  fault: Fault | null;
  total: number | null;
};

export type TicketList = Store<ListState> & {
  start: () => void;
  stop: () => void;
  loadMore: () => void;
  /** While held, rows neither come nor go: somebody is reading or choosing. */
  hold: (isHeld: boolean) => void;
  settle: () => void;
  /** Shows rows as they will be, before the server says so; gives back what undoes it, for all or for some. */
  assume: (ids: readonly string[], change: (row: TicketRow) => TicketRow) => (some?: readonly string[]) => void;
};

/** How many tickets are asked about at once, and how long after an event. */
const MOST_AT_ONCE = 100;
const ASK_AFTER_MS = 30;
const ASK_AGAIN_AFTER_MS = 300;

type Desk = { client: Client; feed: Feed<TicketEvent>; changes: Feed<DeskChange> };

export const createTicketList = ({ client, feed, changes }: Desk, question: ListQuestion): TicketList => {
  const search = question.search.trim() || null;
  const rules: RowRules<TicketRow> = {
    idOf: ({ id }) => id,
    compare: search ? null : ticketOrder(question.sort, question.direction),
  };
  const store = createStore<ListState>({
    ...noRows<TicketRow>(), hasMore: true, isLoading: false, isKnown: false, fault: null, total: null,
  });
  const doubtful = new Set<string>();
  let cursor: string | null = null;
  let isHeld = false;
  /** Leaves the feeds; null before the start and after the end. */
  let leave: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let mayAskAt = 0;

  const isStopped = () => leave === null;
  const update = (change: Partial<ListState>) => { store.set({ ...store.get(), ...change }); };
  const apply = () => { update(settle(store.get(), rules)); };

  const loadMore = async () => {
    const { isLoading, hasMore } = store.get();
    if (isLoading || !hasMore || isStopped()) return;
    update({ isLoading: true, fault: null });
    const orderBy = search ? null : { field: question.sort, direction: question.direction };
    const variables = { filter: question.filter, search, orderBy, after: cursor };
    const { data, error } = await client.query(TicketPageDocument, variables, { requestPolicy: 'network-only' });
    if (isStopped()) return;
    if (!data) {
      update({ isLoading: false, fault: faultOf(error) });
      return;
    }
    const { nodes, pageInfo } = data.tickets;
    cursor = pageInfo.endCursor;
    update({
      ...append(store.get(), nodes, rules), hasMore: pageInfo.hasNextPage, isLoading: false, isKnown: true,
    });
  };

  const count = async () => {
    const variables = { filter: question.filter, search };
    const { data } = await client.query(TicketCountDocument, variables, { requestPolicy: 'network-only' });
    if (data && !isStopped()) update({ total: data.tickets.totalCount });
  };

  const askAboutDoubtful = async () => {
    const asked = [...doubtful].slice(0, MOST_AT_ONCE);
    for (const id of asked) doubtful.delete(id);
    mayAskAt = Date.now() + ASK_AGAIN_AFTER_MS;
    const these: TicketFilter = { id: { in: asked } };
    const filter = question.filter ? { and: [question.filter, these] } : these;
    const { data } = await client.query(TicketMembersDocument, { filter, search }, { requestPolicy: 'network-only' });
    if (isStopped()) return;
    if (data) {
      const state = store.get();
      update(judge(state, asked, data.tickets.nodes, state.hasMore, rules));
      if (!isHeld) apply();
      void count();
    } else {
      for (const id of asked) doubtful.add(id);
    }
    if (doubtful.size) schedule();
  };

  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void askAboutDoubtful(), Math.max(ASK_AFTER_MS, mayAskAt - Date.now()));
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    start: () => {
      const leaveFeed = feed.subscribe(({ ticketId, ticket }) => {
        if (ticket) update(refresh(store.get(), ticket, rules));
        doubtful.add(ticketId);
        schedule();
      });
      const leaveChanges = changes.subscribe(({ subjectId }) => {
        const shown = store.get().rows.filter((row) => namesIn(row).includes(subjectId));
        for (const { id } of shown) doubtful.add(id);
        if (shown.length > 0) schedule();
      });
      leave = () => {
        leaveFeed();
        leaveChanges();
      };
      void loadMore();
      void count();
    },
    stop: () => {
      clearTimeout(timer);
      leave?.();
      leave = null;
    },
    loadMore: () => void loadMore(),
    hold: (shallHold) => {
      isHeld = shallHold;
      if (!isHeld) apply();
    },
    settle: apply,
    assume: (ids, change) => {
      const wanted = new Set(ids);
      const before = store.get().rows.filter(({ id }) => wanted.has(id));
      for (const row of before) update(refresh(store.get(), change(row), rules));
      return (some = ids) => {
        for (const row of before) if (some.includes(row.id)) update(refresh(store.get(), row, rules));
      };
    },
  };
};

/** Of what else a row says the name: another name is another row. */
const namesIn = ({ category, requester, assignee, tags }: TicketRow) =>
  [category, requester, assignee, ...(tags ?? [])].map((named) => named?.id);
