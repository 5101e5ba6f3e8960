import { Badge, Button, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Markdown } from '@/components/markdown';
import { TimeAgo } from '@/components/time-ago';
import { useDesk } from '@/lib/desk';
import { ticket as texts } from '@/lib/texts/ticket';
import classes from './conversation.module.css';
import type { Rights } from './rights';
import type { TicketDetail } from './types';
import { useSteps } from './use-steps';


type ConversationProps = {
  ticket: TicketDetail;
  rights: Rights;
  /** Words of the request to mark, as evidence. */
  marked: readonly string[];
};

/** The request and all that was said to it, oldest first; new messages are announced. */
export const Conversation = ({ ticket, rights, marked }: ConversationProps) => (
  <div role="log" aria-label={texts.conversation}>
    <ol className={classes.messages}>
      <Message author={ticket.requester.name} at={ticket.createdAt} body={ticket.description} marked={marked} />
      {ticket.aiAnswer && <FirstAnswer ticket={ticket} answer={ticket.aiAnswer} rights={rights} />}
      {ticket.comments.pageInfo.hasPreviousPage && (
        <li>
          <Text size="sm" c="dimmed">
            {texts.earlier}
          </Text>
        </li>
      )}
      {ticket.comments.nodes.map(({ id, author, createdAt, editedAt, body, visibility }) => (
        <Message
          key={id}
          author={author.name}
          isStaff={author.role !== 'USER'}
          at={createdAt}
          isEdited={editedAt !== null}
          body={body}
          isInternal={visibility === 'INTERNAL'}
        />
      ))}
    </ol>
  </div>
);

type MessageProps = {
  author: string;
  at?: string;
  body: string;
  isStaff?: boolean;
  isInternal?: boolean;
  isEdited?: boolean;
  marked?: readonly string[];
  children?: ReactNode;
};

const Message = ({ author, at, body, isStaff, isInternal, isEdited, marked, children }: MessageProps) => (
  <li className={classes.message} data-kind={isInternal ? 'internal' : isStaff ? 'staff' : 'requester'}>
    <div className={classes.head}>
      <span className={classes.author}>{author}</span>
      {isInternal ? (
        <span className={classes.internal}>
          <IconLock size={13} aria-hidden /> {texts.internal}
        </span>
      ) : (
        isStaff && (
          <Badge size="xs" variant="default">
            {texts.staff}
          </Badge>
        )
      )}
      <span className={classes.time}>
        {isEdited && `${texts.edited} · `}
        {at && <TimeAgo at={at} />}
      </span>
    </div>
    {body && <Markdown text={body} {...(marked && { marked })} />}
    {children}
  </li>
);

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
