import { newId } from '@/lib/ids';

/** `id` becomes the ticket's: sending the same words again, as an answer got lost, is one ticket. */
export type NewTicketDraft = { id: string; title: string; description: string };

export const DRAFT_NAME = 'new-ticket';

export const isNewTicketDraft = (value: unknown): value is NewTicketDraft =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value && typeof value.id === 'string' &&
  'title' in value && typeof value.title === 'string' &&
  'description' in value && typeof value.description === 'string';

export const emptyDraft = (): NewTicketDraft => ({ id: newId('tkt'), title: '', description: '' });
