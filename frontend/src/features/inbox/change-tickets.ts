import { notifications } from '@mantine/notifications';
import type { Client } from '@urql/core';
import { InboxAssignDocument, InboxChangeDocument, InboxUnassignDocument } from '@/gql/inbox';
import type { Priority, TicketStatus } from '@/gql/schema';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import type { TicketList, TicketRow } from '@/lib/ticket-list';

const { inbox: texts } = TEXTS;
const AT_ONCE = 6;

export type Change =
  | { kind: 'status'; status: TicketStatus }
  | { kind: 'priority'; priority: Priority }
  /** Null takes the assignment back. */
  | { kind: 'assign'; assignee: { id: string; name: string } | null };

/** What one ticket's change has met, if it was refused. */
type Refusal = { id: string; message: string };

/** Changes tickets at once for the eye; those that are refused go back, and it is said why. */
export const changeTickets = async (client: Client, list: TicketList, rows: readonly TicketRow[], change: Change) => {
  const ids = rows.map(({ id }) => id);
  const undoView = list.assume(ids, valuesOf(change));
  try {
    const refusals = change.kind === 'assign' ? await assign(client, ids, change) : await changeMany(client, ids, change);
    if (refusals.length === 0) {
      list.settle();
      tellDone(rows.length);
      return;
    }
    undoView();
    const [first] = refusals;
    notifications.show({
      color: 'red',
      title: texts.refused(refusals.length, rows.length),
      message: first?.message,
    });
  } catch (error) {
    undoView();
    notifications.show({ color: 'red', message: faultOf(error).message });
  }
};

const tellDone = (count: number) => {
  if (count > 1) notifications.show({ message: texts.changed(count) });
};

const valuesOf = (change: Change): Partial<TicketRow> => {
  switch (change.kind) {
    case 'status':
      return { status: change.status };
    case 'priority':
      return { priority: change.priority };
    case 'assign':
      return { assignee: change.assignee };
  }
};

const changeMany = async (
  client: Client,
  ids: readonly string[],
  change: Extract<Change, { kind: 'status' | 'priority' }>,
): Promise<Refusal[]> => {
  const changes = change.kind === 'status' ? { status: change.status } : { priority: change.priority };
  const { data, error } = await client.mutation(InboxChangeDocument, { input: { ids: [...ids], changes } });
  if (!data) throw error ?? new Error(TEXTS.failed);
  const { results, errors } = data.ticketBulkUpdate;
  return [
    ...errors.map(({ message }) => ({ id: '', message })),
    ...results.flatMap(({ id, error: refusal }) => (refusal ? [{ id, message: refusal.message }] : [])),
  ];
};

/** One by one, some at a time: the API gives tickets singly. */
const assign = async (
  client: Client,
  ids: readonly string[],
  { assignee }: Extract<Change, { kind: 'assign' }>,
): Promise<Refusal[]> => {
  const refusals: Refusal[] = [];
  const left = [...ids];
  const work = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const errors = assignee ? await give(client, id, assignee.id) : await takeBack(client, id);
      const [first] = errors;
      if (first) refusals.push({ id, message: first.message });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return refusals;
};

const give = async (client: Client, id: string, assigneeId: string) => {
  const { data, error } = await client.mutation(InboxAssignDocument, { input: { id, assigneeId } });
  if (!data) throw error ?? new Error(TEXTS.failed);
  return data.ticketAssign.errors;
};

const takeBack = async (client: Client, id: string) => {
  const { data, error } = await client.mutation(InboxUnassignDocument, { input: { id } });
  if (!data) throw error ?? new Error(TEXTS.failed);
  return data.ticketUnassign.errors;
};
