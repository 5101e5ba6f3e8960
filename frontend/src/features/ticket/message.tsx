import { Badge } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Markdown } from '@/components/markdown';
import { TimeAgo } from '@/components/time-ago';
import { ticket as texts } from '@/lib/texts/ticket';
import classes from './conversation.module.css';

type MessageProps = {
  author: string;
  at?: string;
  body: string;
  isStaff?: boolean;
  isInternal?: boolean;
  isEdited?: boolean;
  /** Words to mark, as evidence. */
  marked?: readonly string[];
  /** Beside its head. */
  actions?: ReactNode;
  children?: ReactNode;
};

export const Message = ({
  author, at, body, isStaff, isInternal, isEdited, marked, actions, children,
}: MessageProps) => (
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
      {actions}
    </div>
    {body && <Markdown text={body} {...(marked && { marked })} />}
    {children}
  </li>
);
