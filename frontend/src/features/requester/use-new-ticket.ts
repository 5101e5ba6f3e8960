import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import { NewTicketDocument, type NewTicketMutation } from '@/gql/requester';
import type { TicketCreateInput } from '@/gql/schema';
import { useDesk } from '@/lib/desk';
import { readDraft, writeDraft } from '@/lib/draft';
import { faultOf } from '@/lib/fault';
import { type FormErrors, sortErrors } from '@/lib/form-errors';
import { newId } from '@/lib/ids';
import { requester as REQUESTER_TEXTS } from '@/lib/texts/requester';
import { DRAFT_NAME, emptyDraft, isEmpty, isNewTicketDraft, type NewTicketDraft } from './new-ticket-draft';

const FIELDS = ['title', 'description', 'categoryId', 'priority'] as const;
const NO_ERRORS: FormErrors = { fields: {}, form: '' };

type Created = NonNullable<NewTicketMutation['ticketCreate']['ticket']>;

/** The draft of a new ticket, kept over reloads, and how it is sent. */
export const useNewTicket = (followsId: string | null) => {
  const { viewer } = useDesk();
  const [draft, setDraft] = useState(() => readDraft(viewer.id, DRAFT_NAME, isNewTicketDraft) ?? emptyDraft());
  const [errors, setErrors] = useState(NO_ERRORS);
  const [{ fetching }, run] = useMutation(NewTicketDocument);
  /** Sent again as it was, an answer that got lost is made good; with another link it would be refused. */
  const sent = useRef<TicketCreateInput | null>(null);

  const write = (changes: Partial<Omit<NewTicketDraft, 'id'>>) => {
    const next = { ...draft, ...changes, id: newId('tkt') };
    setDraft(next);
    writeDraft(viewer.id, DRAFT_NAME, isEmpty(next) ? null : next);
  };
  const forget = () => {
    writeDraft(viewer.id, DRAFT_NAME, null);
  };
  const discard = () => {
    setDraft(emptyDraft());
    setErrors(NO_ERRORS);
    forget();
  };

  /** The ticket, or null and `errors`. `suggestionId` is the help that was shown. */
  const send = async (suggestionId: string | null): Promise<{ ticket: Created | null; errors: FormErrors }> => {
    if (!draft.title.trim()) {
      return refuse({ fields: { title: REQUESTER_TEXTS.form.subjectMissing }, form: '' });
    }
    if (sent.current?.id !== draft.id) sent.current = { ...draft, followsId, suggestionId, channel: 'WEB' };
    const { data, error } = await run({ input: sent.current });
    const { ticket, errors: refusals } = data?.ticketCreate ?? { ticket: null, errors: [] };
    if (ticket) {
      forget();
      return { ticket, errors: NO_ERRORS };
    }
    // A page that was open for long has help that is too old to link to: the ticket is what counts.
    if (refusals.some(({ path }) => path?.includes('suggestionId')) && sent.current.suggestionId) {
      sent.current = { ...sent.current, suggestionId: null };
      return send(null);
    }
    return refuse(error ? { fields: {}, form: faultOf(error).message } : sortErrors(refusals, FIELDS));
  };
  const refuse = (found: FormErrors) => {
    setErrors(found);
    return { ticket: null, errors: found };
  };

  return { draft, errors, isBusy: fetching, write, discard, forget, send };
};
