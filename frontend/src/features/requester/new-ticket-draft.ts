import { type Priority } from '@/gql/schema';
import { newId } from '@/lib/ids';
import { TEXTS } from '@/lib/texts';

/**
 * `id` becomes the ticket's: sending the same words again, as an answer got lost, is one ticket.
 * Category and priority are null as long as the writer leaves them to the desk.
 */
export type NewTicketDraft = {
  id: string;
  title: string;
  description: string;
  categoryId: string | null;
  priority: Priority | null;
};

export const DRAFT_NAME = 'new-ticket';

export const isNewTicketDraft = (value: unknown): value is NewTicketDraft =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value && typeof value.id === 'string' &&
  'title' in value && typeof value.title === 'string' &&
  'description' in value && typeof value.description === 'string' &&
  'categoryId' in value && (value.categoryId === null || typeof value.categoryId === 'string') &&
  'priority' in value && (value.priority === null || isPriority(value.priority));

export const isPriority = (value: unknown): value is Priority =>
  typeof value === 'string' && Object.hasOwn(TEXTS.words.priority, value);

export const emptyDraft = (): NewTicketDraft => ({
  id: newId('tkt'),
  title: '',
  description: '',
  categoryId: null,
  priority: null,
});

export const isEmpty = ({ title, description, categoryId, priority }: NewTicketDraft): boolean =>
  !title.trim() && !description.trim() && categoryId === null && priority === null;
