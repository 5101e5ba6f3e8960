import { useState } from 'react';
import type { Priority, TicketStatus } from '@/gql/schema';
import { useDesk } from '@/lib/desk';
import { changeTickets } from './change-tickets';
import type { Change } from './changed-row';
import { NOBODY } from './inbox-filter';
import type { Choice } from '@/components/ticket-choices';
import type { TicketList, TicketRow } from '@/lib/ticket-list';

export type PickKind = 'assign' | 'status' | 'priority' | 'tags';

/** Which tickets a value is being picked for, and what picking one does. */
export const usePicking = (list: TicketList, people: readonly Choice[], onPicked: () => void) => {
  const { client } = useDesk();
  const [picking, setPicking] = useState<{ kind: PickKind; rows: readonly TicketRow[] } | null>(null);
  const change = (wanted: Change) => {
    if (!picking) return;
    setPicking(null);
    onPicked();
    void changeTickets({ client, list }, picking.rows, wanted);
  };
  return {
    picking,
    begin: (kind: PickKind, rows: readonly TicketRow[]) => { if (rows.length) setPicking({ kind, rows }); },
    change,
    pick: (value: string) => { if (picking) change(changeTo(picking.kind, value, people)); },
    cancel: () => { setPicking(null); },
  };
};

const changeTo = (kind: PickKind, value: string, people: readonly Choice[]): Change => {
  if (kind === 'status') return { status: value as TicketStatus };
  if (kind === 'priority') return { priority: value as Priority };
  const person = people.find((it) => it.value === value);
  return { assignee: value === NOBODY || !person ? null : { id: value, name: person.label } };
};
