import { Alert, Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type SyntheticEvent, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useMutation } from 'urql';
import { Page } from '@/components/page';
import { NewTicketDocument } from '@/gql/requester';
import { useDesk } from '@/lib/desk';
import { readDraft, writeDraft } from '@/lib/draft';
import { faultOf } from '@/lib/fault';
import { type FormErrors, sortErrors } from '@/lib/form-errors';
import { newId } from '@/lib/ids';
import { requester as REQUESTER_TEXTS } from '@/lib/texts/requester';
import { DRAFT_NAME, emptyDraft, isNewTicketDraft } from './new-ticket-draft';
import classes from './requester.module.css';

const { form: texts } = REQUESTER_TEXTS;
const FIELDS = ['title', 'description'] as const;
const NO_ERRORS: FormErrors = { fields: {}, form: '' };

export const NewTicketPage = () => {
  const { viewer } = useDesk();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const followsId = parameters.get('follows');
  const [draft, setDraft] = useState(() => readDraft(viewer.id, DRAFT_NAME, isNewTicketDraft) ?? emptyDraft());
  const [errors, setErrors] = useState(NO_ERRORS);
  const [{ fetching }, run] = useMutation(NewTicketDocument);
  const title = useRef<HTMLInputElement>(null);
  const description = useRef<HTMLTextAreaElement>(null);
  const isEmpty = !draft.title.trim() && !draft.description.trim();

  const write = (changes: { title?: string; description?: string }) => {
    const next = { ...draft, ...changes, id: newId('tkt') };
    setDraft(next);
    writeDraft(viewer.id, DRAFT_NAME, next);
  };
  const discard = () => {
    setDraft(emptyDraft());
    setErrors(NO_ERRORS);
    writeDraft(viewer.id, DRAFT_NAME, null);
    title.current?.focus();
  };
  const show = (found: FormErrors) => {
    setErrors(found);
    if (found.fields['title']) title.current?.focus();
    else if (found.fields['description']) description.current?.focus();
  };
  const send = async () => {
    if (fetching) return;
    if (!draft.title.trim()) {
      show({ fields: { title: texts.subjectMissing }, form: '' });
      return;
    }
    const { data, error } = await run({ input: { ...draft, followsId, channel: 'WEB' } });
    const { ticket, errors: refusals } = data?.ticketCreate ?? { ticket: null, errors: [] };
    if (!ticket) {
      show(error ? { fields: {}, form: faultOf(error).message } : sortErrors(refusals, FIELDS));
      return;
    }
    writeDraft(viewer.id, DRAFT_NAME, null);
    notifications.show({ message: texts.sent(ticket.number) });
    void navigate(`/tickets/${ticket.id}`, { replace: true });
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void send();
  };

  return (
    <Page title={texts.title}>
      <form
        noValidate
        className={classes.form}
        onSubmit={submit}
        onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(); }}
      >
        <Text c="dimmed">{texts.lead}</Text>
        {followsId && <Text size="sm">{texts.follows}</Text>}
        {errors.form && (
          <Alert role="alert" color="red">
            {errors.form}
          </Alert>
        )}
        <TextInput
          ref={title}
          label={texts.subject}
          description={texts.subjectHint}
          maxLength={200}
          value={draft.title}
          error={errors.fields['title']}
          onChange={(event) => { write({ title: event.currentTarget.value }); }}
        />
        <Textarea
          ref={description}
          label={texts.description}
          description={texts.descriptionHint}
          autosize
          minRows={8}
          maxRows={24}
          value={draft.description}
          error={errors.fields['description']}
          onChange={(event) => { write({ description: event.currentTarget.value }); }}
        />
        <Group>
          <Button type="submit" loading={fetching}>
            {texts.send}
          </Button>
          {!isEmpty && (
            <Button variant="default" onClick={discard}>
              {texts.discard}
            </Button>
          )}
          {!isEmpty && (
            <Text size="xs" c="dimmed">
              {texts.kept}
            </Text>
          )}
        </Group>
      </form>
    </Page>
  );
};
