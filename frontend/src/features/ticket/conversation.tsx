import { Button } from '@mantine/core';
import { useDesk } from '@/lib/desk';
import { ticket as texts } from '@/lib/texts/ticket';
import { Comment } from './comment';
import classes from './conversation.module.css';
import { EarlierComments } from './earlier-comments';
import { Message } from './message';
import type { Rights } from './rights';
import type { TicketDetail } from './types';
import { useSteps } from './use-steps';

type ConversationProps = {
  ticket: TicketDetail;
  rights: Rights;
  /** Words to mark wherever they were said, as evidence. */
  marked: readonly string[];
};

/** The request and all that was said to it, oldest first; new messages are announced. */
export const Conversation = ({ ticket, rights, marked }: ConversationProps) => {
  const { hasPreviousPage, startCursor } = ticket.comments.pageInfo;
  return (
    <div role="log" aria-label={texts.conversation}>
      <ol className={classes.messages}>
        <Message author={ticket.requester.name} at={ticket.createdAt} body={ticket.description} marked={marked} />
        {ticket.aiAnswer && <FirstAnswer ticket={ticket} answer={ticket.aiAnswer} rights={rights} />}
        {hasPreviousPage && startCursor && (
          <EarlierComments ticketId={ticket.id} before={startCursor} rights={rights} marked={marked} />
        )}
        {ticket.comments.nodes.map((comment) => (
          <Comment key={comment.id} comment={comment} rights={rights} marked={marked} />
        ))}
      </ol>
    </div>
  );
};

type FirstAnswerProps = { ticket: TicketDetail; answer: string; rights: Rights };

const FirstAnswer = ({ ticket, answer, rights }: FirstAnswerProps) => {
  const { viewer } = useDesk();
  const { busy, run } = useSteps(ticket.id);
  return (
    <Message author={texts.firstAnswer} body={answer} isStaff>
      {rights.isRequester && rights.isActive && (
        <Button mt="xs" size="xs" loading={busy === 'resolve'} onClick={() => void run('resolve', viewer.id)}>
          {texts.solved}
        </Button>
      )}
    </Message>
  );
};
