import { useClient } from 'urql';
import { TicketGiveDocument, TicketHandBackDocument } from '@/gql/ticket';
import { useDesk } from '@/lib/desk';
import type { Rights } from './rights';
import type { TicketDetail } from './types';
import type { Choice } from './use-choices';
import { fail, tell } from './use-steps';

/** Whom the viewer may give a ticket to, and how; null takes it from whom it has. */
export const useAssigning = ({ id }: TicketDetail, { isAdmin }: Rights, people: readonly Choice[]) => {
  const client = useClient();
  const { viewer } = useDesk();
  const send = async (assigneeId: string | null) => {
    if (assigneeId) {
      const { data, error } = await client.mutation(TicketGiveDocument, { input: { id, assigneeId } });
      return data?.ticketAssign ?? fail(error);
    }
    const { data, error } = await client.mutation(TicketHandBackDocument, { input: { id } });
    return data?.ticketUnassign ?? fail(error);
  };
  return {
    // A moderator may only take a ticket, or hand back his own.
    people: isAdmin ? people : people.filter(({ value }) => value === viewer.id),
    give: (assigneeId: string | null) => void tell(send(assigneeId)),
  };
};
