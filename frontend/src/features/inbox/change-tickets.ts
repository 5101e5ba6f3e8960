import { notifications } from '@mantine/notifications';
import type { Client } from '@urql/core';
import { offerUndo } from '@/components/undo';
import { InboxChangeDocument } from '@/gql/inbox';
import type { TicketBulkUpdateInput } from '@/gql/schema';
import { TicketMembersDocument } from '@/gql/ticket-list';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import type { TicketList, TicketRow } from '@/lib/ticket-list';
import { type Change, changedRow, changeTo, fieldOf, groupsOf, keyOf } from './changed-row';

const { inbox: texts } = TEXTS;

type Desk = { client: Client; list: TicketList };

/** Changes tickets at once for the eye; those that are refused go back, and it is said why. */
export const changeTickets = async (desk: Desk, rows: readonly TicketRow[], change: Change) => {
  const done = await send(desk, rows, change);
  if (done.length === 0) return;
  offerUndo(texts.changed(done.length, done[0]?.number ?? 0), () => takeBack(desk, done, change));
};

/** Gives back those that were changed, as they were before. */
const send = async ({ client, list }: Desk, rows: readonly TicketRow[], change: Change): Promise<readonly TicketRow[]> => {
  const restore = list.assume(rows.map(({ id }) => id), (row) => changedRow(row, change));
  const { data, error } = await client.mutation(InboxChangeDocument, { input: inputOf(rows, change) });
  const [fault] = data?.ticketBulkUpdate.errors ?? [];
  if (!data || fault) {
    restore();
    notifications.show({ color: 'red', message: fault?.message ?? faultOf(error).message });
    return [];
  }
  const refused = new Map(
    data.ticketBulkUpdate.results.flatMap(({ id, error: refusal }) => (refusal ? [[id, refusal.message]] : [])),
  );
  if (refused.size) {
    restore([...refused.keys()]);
    const [message] = refused.values();
    notifications.show({ color: 'red', title: texts.refused(refused.size, rows.length), message });
  }
  list.settle();
  return rows.filter(({ id }) => !refused.has(id));
};

/** Sets back what is still as the change has left it: what others did since stays. */
const takeBack = async (desk: Desk, rows: readonly TicketRow[], change: Change): Promise<string> => {
  const filter = { id: { in: rows.map(({ id }) => id) } };
  const { data, error } = await desk.client.query(
    TicketMembersDocument,
    { filter, search: null },
    { requestPolicy: 'network-only' },
  );
  if (!data) throw error ?? new Error(TEXTS.failed);
  const field = fieldOf(change);
  const now = new Map(data.tickets.nodes.map((row) => [row.id, keyOf(row, field)]));
  const left = new Set(rows.filter((row) => now.get(row.id) === keyOf(changedRow(row, change), field)).map(({ id }) => id));
  let done = 0;
  for (const group of groupsOf(rows.filter(({ id }) => left.has(id)), field)) {
    const [first] = group;
    if (first) done += (await send(desk, group, changeTo(first, field))).length;
  }
  return done === rows.length ? TEXTS.undone : texts.notUndone(rows.length - done);
};

const inputOf = (rows: readonly TicketRow[], change: Change): TicketBulkUpdateInput => {
  const ids = rows.map(({ id }) => id);
  if ('assignee' in change) return { ids, changes: {}, assigneeId: change.assignee?.id ?? null };
  if (!('tags' in change)) return { ids, changes: change };
  const { tags } = change;
  return { ids, changes: 'all' in tags ? { tags: [...tags.all] } : { addTags: [...tags.add], removeTags: [...tags.remove] } };
};
