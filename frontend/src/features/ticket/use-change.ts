import { useState } from 'react';
import { useClient } from 'urql';
import type { TicketUpdateInput } from '@/gql/schema';
import { TicketChangeDocument } from '@/gql/ticket';
import { fail, tell } from './use-steps';
import type { TicketParts } from './types';

export type Changes = Omit<TicketUpdateInput, 'id' | 'version' | 'addTags' | 'removeTags'>;
export type Conflict = { changes: Changes; now: TicketParts };

/**
 * Changes fields of a ticket. `assumed` is what the eye may see until the answer is there; it goes
 * back by itself when the change is refused. `conflict` holds both versions until one is chosen.
 */
export const useChange = (ticket: { id: string; version: number }) => {
  const client = useClient();
  const [assumed, setAssumed] = useState<Changes>({});
  const [conflict, setConflict] = useState<Conflict | null>(null);

  /** `version` is what the change was based on; default the one that is shown. */
  const change = async (changes: Changes, version = ticket.version): Promise<boolean> => {
    setAssumed((earlier) => ({ ...earlier, ...changes }));
    const send = async () => {
      const { data, error } = await client.mutation(TicketChangeDocument, { input: { ...changes, id: ticket.id, version } });
      return data?.ticketUpdate ?? fail(error);
    };
    const isDone = await tell(send(), (now) => { setConflict({ changes, now }); });
    setAssumed((earlier) =>
      Object.fromEntries(Object.entries(earlier).filter(([field, value]) => changes[field as keyof Changes] !== value)),
    );
    return isDone;
  };

  const settle = async (isMine: boolean) => {
    if (!conflict) return false;
    setConflict(null);
    return isMine ? change(conflict.changes, conflict.now.version) : false;
  };

  return { change, assumed, conflict, settle };
};

export type Changing = ReturnType<typeof useChange>;
