import { useState } from 'react';
import type { Priority, TicketStatus } from '@/gql/schema';
import { useDesk } from '@/lib/desk';
import { type Change, changeTickets } from './change-tickets';
import { NOBODY } from './inbox-filter';
import type { Choice } from './use-choices';
import type { TicketList, TicketRow } from '@/lib/ticket-list';

export type PickKind = 'assign' | 'status' | 'priority';

/** Which tickets a value is being picked for, and what picking one does. */
export const usePicking = (list: TicketList, people: readonly Choice[], onDone: () => void) => {
  const { client } = useDesk();
  const [picking, setPicking] = useState<{ kind: PickKind; rows: readonly TicketRow[] } | null>(null);
  const pick = (value: string) => {
    if (!picking) return;
    setPicking(null);
    void changeTickets({ client, list }, picking.rows, changeTo(picking.kind, value, people)).then(onDone);
  };
  return {
    picking,
    begin: (kind: PickKind, rows: readonly TicketRow[]) => { if (rows.length) setPicking({ kind, rows }); },
    pick,
    cancel: () => { setPicking(null); },
  };
};

const changeTo = (kind: PickKind, value: string, people: readonly Choice[]): Change => {
  if (kind === 'status') return { status: value as TicketStatus };
  if (kind === 'priority') return { priority: value as Priority };
  const person = people.find((it) => it.value === value);
  return { assignee: value === NOBODY || !person ? null : { id: value, name: person.label } };
};
