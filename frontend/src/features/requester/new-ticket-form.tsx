import { Alert, Button, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type SyntheticEvent, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useMutation, useQuery } from 'urql';
import { HelpAcceptDocument } from '@/gql/help';
import { NewTicketChoicesDocument } from '@/gql/requester';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import { requester as REQUESTER_TEXTS } from '@/lib/texts/requester';
import { guessesOf, type HelpSource } from './help';
import classes from './help.module.css';
import { HelpPanel } from './help-panel';
import { isEmpty, isPriority } from './new-ticket-draft';
import { SuggestedField } from './suggested-field';
import { useHelp } from './use-help';
import { useNewTicket } from './use-new-ticket';

const { form: texts } = REQUESTER_TEXTS;
const PRIORITIES = Object.entries(TEXTS.words.priority).map(([value, label]) => ({ value, label }));

export type Solved = { article: { id: string; title: string } | null };

type NewTicketFormProps = { followsId: string | null; onSolved: (solved: Solved) => void };

export const NewTicketForm = ({ followsId, onSolved }: NewTicketFormProps) => {
  const navigate = useNavigate();
  const { draft, errors, isBusy, write, discard, forget, send } = useNewTicket(followsId);
  const { help, isOffline, askAgain } = useHelp(draft.title, draft.description);
  const [{ data: choices }] = useQuery({ query: NewTicketChoicesDocument });
  const [{ fetching: isAccepting }, accept] = useMutation(HelpAcceptDocument);
  const title = useRef<HTMLInputElement>(null);
  const description = useRef<HTMLTextAreaElement>(null);
  const guesses = guessesOf(help);

  const submit = async () => {
    if (isBusy) return;
    const { ticket, errors: found } = await send(help.id);
    if (found.fields['title']) title.current?.focus();
    else if (found.fields['description']) description.current?.focus();
    if (!ticket) return;
    notifications.show({ message: texts.sent(ticket.number) });
    void navigate(`/tickets/${ticket.id}`, { replace: true });
  };
  const solve = async (id: string, source: HelpSource | null) => {
    const articleId = source?.article?.id ?? null;
    const { data, error } = await accept({ input: { id, articleId } });
    const [refusal] = data?.suggestionAccept.errors ?? [];
    if (error || refusal) {
      notifications.show({ color: 'red', message: refusal?.message ?? faultOf(error).message });
      return;
    }
    forget();
    onSolved({ article: articleId && source ? { id: articleId, title: source.title } : null });
  };

  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(); }}
    >
      <div className={classes.fields}>
        <Text c="dimmed">{texts.lead}</Text>
        {followsId && <Text size="sm">{texts.follows}</Text>}
        {errors.form && <Alert role="alert" color="red">{errors.form}</Alert>}
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
          minRows={6}
          maxRows={24}
          maxLength={50_000}
          value={draft.description}
          error={errors.fields['description']}
          onChange={(event) => { write({ description: event.currentTarget.value }); }}
        />
        <div className={classes.pair}>
          <SuggestedField
            label={texts.category}
            choices={(choices?.categories.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            chosen={draft.categoryId}
            guess={guesses.category}
            error={errors.fields['categoryId']}
            onChoose={(categoryId) => { write({ categoryId }); }}
          />
          <SuggestedField
            label={texts.priority}
            choices={PRIORITIES}
            chosen={draft.priority}
            guess={guesses.priority}
            error={errors.fields['priority']}
            onChoose={(priority) => { write({ priority: isPriority(priority) ? priority : null }); }}
          />
        </div>
      </div>
      <HelpPanel
        help={help}
        isOffline={isOffline}
        onAskAgain={askAgain}
        solving={{ isBusy: isAccepting, onSolved: (id, source) => void solve(id, source) }}
      />
      <div className={classes.actions}>
        <Button type="submit" variant={help.answer?.source ? 'default' : 'filled'} loading={isBusy}>
          {help.answer?.source ? texts.sendAnyway : texts.send}
        </Button>
        {!isEmpty(draft) && (
          <>
            <Button
              variant="subtle"
              onClick={() => {
                discard();
                title.current?.focus();
              }}
            >
              {texts.discard}
            </Button>
            <Text size="xs" c="dimmed">{texts.kept}</Text>
          </>
        )}
      </div>
    </form>
  );
};
