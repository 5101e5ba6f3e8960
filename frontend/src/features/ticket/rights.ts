import type { TicketStatus } from '@/gql/schema';
import type { SignedIn } from '@/lib/desk';
import type { TicketDetail } from './types';

/** What to offer; the API decides what is allowed. */
export type Rights = {
  isStaff: boolean;
  isAdmin: boolean;
  isRequester: boolean;
  /** An admin works on any ticket, a moderator on those that are his or nobody's. */
  canWork: boolean;
  isActive: boolean;
  canComment: boolean;
};

const ACTIVE: readonly TicketStatus[] = ['OPEN', 'IN_PROGRESS', 'WAITING'];

export const rightsOn = (ticket: TicketDetail, viewer: SignedIn['viewer']): Rights => {
  const isStaff = viewer.role !== 'USER';
  const isAdmin = viewer.role === 'ADMIN';
  const canWork = isAdmin || (isStaff && (!ticket.assignee || ticket.assignee.id === viewer.id));
  return {
    isStaff,
    isAdmin,
    isRequester: ticket.requester.id === viewer.id,
    canWork,
    isActive: ACTIVE.includes(ticket.status),
    canComment: ticket.status !== 'CLOSED' || canWork,
  };
};
