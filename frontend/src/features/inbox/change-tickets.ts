import { notifications } from '@mantine/notifications';
import type { Client } from '@urql/core';
import { offerUndo } from '@/components/undo';
import { InboxChangeDocument } from '@/gql/inbox';
import type { TicketBulkUpdateInput } from '@/gql/schema';
import { TicketMembersDocument } from '@/gql/ticket-list';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import type { TicketList, TicketRow } from '@/lib/ticket-list';

const { inbox: texts } = TEXTS;

/** The one field that is changed, with its value; an assignee of null takes the ticket back. */
export type Change =
  | Pick<TicketRow, 'status'>
  | Pick<TicketRow, 'priority'>
  | Pick<TicketRow, 'assignee'>;

type Desk = { client: Client; list: TicketList };

/** Changes tickets at once for the eye; those that are refused go back, and it is said why. */
export const changeTickets = async (desk: Desk, rows: readonly TicketRow[], change: Change) => {
  const changed = await send(desk, rows, change);
  if (changed.length === 0) return;
  offerUndo(texts.changed(changed.length, changed[0]?.number ?? 0), () => takeBack(desk, changed, change));
};

/** Gives back those that were changed, as they were before. */
const send = async ({ client, list }: Desk, rows: readonly TicketRow[], change: Change): Promise<readonly TicketRow[]> => {
  const restore = list.assume(rows.map(({ id }) => id), change);
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
  const left = new Set(data.tickets.nodes.filter((now) => isSame(now, change, field)).map(({ id }) => id));
  let done = 0;
  for (const group of groupsOf(rows.filter(({ id }) => left.has(id)), field)) {
    const [first] = group;
    if (first) done += (await send(desk, group, { [field]: first[field] } as Change)).length;
  }
  return done === rows.length ? TEXTS.undone : texts.notUndone(rows.length - done);
};

const inputOf = (rows: readonly TicketRow[], change: Change): TicketBulkUpdateInput => {
  const ids = rows.map(({ id }) => id);
  return 'assignee' in change
    ? { ids, changes: {}, assigneeId: change.assignee?.id ?? null }
    : { ids, changes: change };
};

type Field = 'status' | 'priority' | 'assignee';

const fieldOf = (change: Change): Field => Object.keys(change)[0] as Field;

/** A value of the field as one that can be compared. */
const keyOf = (row: Partial<TicketRow>, field: Field) => (field === 'assignee' ? row.assignee?.id : row[field]) ?? '';

const isSame = (row: TicketRow, change: Change, field: Field) => keyOf(row, field) === keyOf(change, field);

/** Those that had the same value go back together. */
export const groupsOf = (rows: readonly TicketRow[], field: Field): TicketRow[][] => {
  const groups = new Map<string, TicketRow[]>();
  for (const row of rows) {
    const key = keyOf(row, field);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
};
