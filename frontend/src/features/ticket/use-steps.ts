import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useClient } from 'urql';
import {
  TicketCloseDocument,
  TicketGiveDocument,
  TicketHandBackDocument,
  TicketReopenDocument,
  TicketResolveDocument,
} from '@/gql/ticket';
import { faultOf } from '@/lib/fault';
import type { UserError } from '@/lib/form-errors';
import { TEXTS } from '@/lib/texts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import type { TicketParts } from './types';

const { done } = TICKET_TEXTS.actions;

export type Step = keyof typeof done;
export type Answer = { ticket: TicketParts | null; errors: readonly UserError[] };

/** Runs a change; what refuses it is told, and gives false. `onConflict` may tell it in its own way. */
export const tell = async (
  change: Promise<Answer>,
  onConflict?: (now: TicketParts) => void,
): Promise<boolean> => {
  try {
    const { ticket, errors } = await change;
    const [first] = errors;
    if (!first) return true;
    if (first.code === 'CONFLICT' && ticket && onConflict) onConflict(ticket);
    else notifications.show({ color: 'red', message: first.message });
  } catch (error) {
    notifications.show({ color: 'red', message: faultOf(error).message });
  }
  return false;
};

/** The steps of a ticket's life, and which of them is on its way. */
export const useSteps = (id: string) => {
  const client = useClient();
  const [busy, setBusy] = useState<Step | null>(null);

  const send = async (step: Step, comment: string | null, viewerId: string): Promise<Answer> => {
    switch (step) {
      case 'resolve': {
        const { data, error } = await client.mutation(TicketResolveDocument, { input: { id, comment } });
        return data?.ticketResolve ?? fail(error);
      }
      case 'close': {
        const { data, error } = await client.mutation(TicketCloseDocument, { input: { id, comment } });
        return data?.ticketClose ?? fail(error);
      }
      case 'reopen': {
        const { data, error } = await client.mutation(TicketReopenDocument, { input: { id, comment } });
        return data?.ticketReopen ?? fail(error);
      }
      case 'take': {
        const { data, error } = await client.mutation(TicketGiveDocument, { input: { id, assigneeId: viewerId } });
        return data?.ticketAssign ?? fail(error);
      }
      case 'handBack': {
        const { data, error } = await client.mutation(TicketHandBackDocument, { input: { id } });
        return data?.ticketUnassign ?? fail(error);
      }
    }
  };

  const run = async (step: Step, viewerId: string, comment: string | null = null) => {
    setBusy(step);
    const isDone = await tell(send(step, comment, viewerId));
    setBusy(null);
    if (isDone) notifications.show({ message: done[step] });
    return isDone;
  };

  return { busy, run };
};

export const fail = (error: Error | undefined): never => {
  throw error ?? new Error(TEXTS.failed);
};
