import type { ReactNode } from 'react';
import { PrioritySign, StatusSign } from '@/components/ticket-signs';
import type { Priority, TicketStatus } from '@/gql/schema';
import { TEXTS } from '@/lib/texts';

/** A value to pick, in words; `sign` in place of the words where there is one. */
export type Choice = { value: string; label: string; sign?: ReactNode; note?: string };

const { words } = TEXTS;

export const STATUSES: readonly Choice[] = Object.entries(words.status).map(([value, label]) => ({
  value,
  label,
  sign: <StatusSign status={value as TicketStatus} />,
}));

/** The gravest first. */
export const PRIORITIES: readonly Choice[] = Object.entries(words.priority)
  .map(([value, label]) => ({ value, label, sign: <PrioritySign priority={value as Priority} /> }))
  .reverse();
