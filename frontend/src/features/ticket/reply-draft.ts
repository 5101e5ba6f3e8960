import { useState } from 'react';
import type { Visibility } from '@/gql/schema';
import { readDraft, writeDraft } from '@/lib/draft';
import { newId } from '@/lib/ids';

/** `id` becomes the comment's: the same words sent twice, as an answer got lost, are one comment. */
export type ReplyDraft = { id: string; text: string; visibility: Visibility };

const isReplyDraft = (value: unknown): value is ReplyDraft =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value && typeof value.id === 'string' &&
  'text' in value && typeof value.text === 'string' &&
  'visibility' in value && (value.visibility === 'PUBLIC' || value.visibility === 'INTERNAL');

const nothing = (): ReplyDraft => ({ id: newId('cmt'), text: '', visibility: 'PUBLIC' });

/** A reply that is being written, kept over reloads until it is sent. */
export const useReplyDraft = (owner: string, ticketId: string) => {
  const [draft, setDraft] = useState(() => readDraft(owner, ticketId, isReplyDraft) ?? nothing());
  // Other words are another comment.
  const write = (changes: Partial<Omit<ReplyDraft, 'id'>>) => {
    const next = { ...draft, ...changes, id: newId('cmt') };
    setDraft(next);
    writeDraft(owner, ticketId, next.text.trim() ? next : null);
  };
  const clear = () => {
    setDraft(nothing());
    writeDraft(owner, ticketId, null);
  };
  return { draft, write, clear };
};

export type ReplyDrafting = ReturnType<typeof useReplyDraft>;
