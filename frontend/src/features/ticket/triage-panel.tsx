import { Button, Group, Text } from '@mantine/core';
import { useMutation } from 'urql';
import { Markdown } from '@/components/markdown';
import type { TriageField } from '@/gql/schema';
import { TicketTriageAcceptDocument, TicketTriageCorrectDocument } from '@/gql/ticket';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import type { Rights } from './rights';
import { SimilarTickets } from './similar-tickets';
import { TriageDecision } from './triage-decision';
import classes from './triage-panel.module.css';
import type { TicketDetail } from './types';
import type { Choices } from './use-choices';
import { fail, tell } from './use-steps';

const { triage: texts } = TICKET_TEXTS;

type TriagePanelProps = {
  ticket: TicketDetail;
  rights: Rights;
  choices: Choices;
  marked: TriageField | null;
  onMark: (field: TriageField | null) => void;
  onInsert: (reply: string) => void;
};

/** What triage decided and why; one click says that it was right, a menu says what is. */
export const TriagePanel = ({ ticket, rights, choices, marked, onMark, onInsert }: TriagePanelProps) => {
  const [accepting, runAccept] = useMutation(TicketTriageAcceptDocument);
  const [correcting, runCorrect] = useMutation(TicketTriageCorrectDocument);
  const { triage, assignment } = ticket;
  if (!triage) return <Text size="sm" c="dimmed">{texts.none}</Text>;

  const accept = (fields: TriageField[] | null) =>
    tell(runAccept({ input: { id: ticket.id, fields } }).then(({ data, error }) => data?.triageAccept ?? fail(error)));
  const correct = (field: TriageField, value: unknown) => {
    const input = { id: ticket.id, corrections: [{ field, value }] };
    return tell(runCorrect({ input }).then(({ data, error }) => data?.triageCorrect ?? fail(error)));
  };
  const isBusy = accepting.fetching || correcting.fetching;
  const isOpen = triage.fields.some(({ review }) => review === null);

  return (
    <div className={classes.panel}>
      {(triage.status === 'QUEUED' || triage.status === 'STARTED') && <Text size="sm">{texts.running}</Text>}
      {triage.status === 'FAILED' && <Text size="sm">{texts.failed}</Text>}
      {triage.summary && <Text size="sm">{triage.summary}</Text>}
      <ul className={classes.decisions}>
        {triage.fields.map((decision) => (
          <TriageDecision
            key={decision.field}
            decision={decision}
            choices={choices}
            canReview={rights.canWork}
            isBusy={isBusy}
            isMarked={marked === decision.field}
            onMark={onMark}
            onAccept={() => void accept([decision.field])}
            onCorrect={(value) => void correct(decision.field, value)}
          />
        ))}
      </ul>
      {rights.canWork && isOpen && triage.fields.length > 0 && (
        <Button size="xs" variant="default" loading={accepting.fetching} onClick={() => void accept(null)}>
          {texts.acceptAll}
        </Button>
      )}
      {triage.suggestedReply && (
        <section aria-label={texts.reply} className={classes.reply}>
          <Group justify="space-between" mb={4}>
            <Text size="sm" fw={600}>
              {texts.reply}
            </Text>
            {rights.canComment && (
              <Button size="compact-xs" variant="default" onClick={() => { onInsert(triage.suggestedReply); }}>
                {texts.insert}
              </Button>
            )}
          </Group>
          <Markdown text={triage.suggestedReply} />
        </section>
      )}
      {assignment && assignment.reasons.length > 0 && (
        <section aria-label={ticket.assignee ? texts.why : texts.whyQueued}>
          <Text size="sm" fw={600}>
            {ticket.assignee ? texts.why : texts.whyQueued}
          </Text>
          <ul className={classes.reasons}>
            {assignment.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </section>
      )}
      <SimilarTickets id={ticket.id} />
      {triage.fallbackReason && (
        <Text size="xs" c="dimmed">
          {texts.noModel(triage.fallbackReason)}
        </Text>
      )}
    </div>
  );
};
