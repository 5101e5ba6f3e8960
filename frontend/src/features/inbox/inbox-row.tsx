import { memo } from 'react';
import { Link } from 'react-router';
import { PrioritySign, StatusSign } from '@/components/ticket-signs';
import { TimeAgo } from '@/components/time-ago';
import { TEXTS } from '@/lib/texts';
import type { Column } from './display';
import classes from './inbox-list.module.css';
import type { TicketRow } from '@/lib/ticket-list';

const { inbox: texts } = TEXTS;

type InboxRowProps = {
  ticket: TicketRow;
  index: number;
  top: number;
  height: number;
  columns: readonly Column[];
  isActive: boolean;
  isSelected: boolean;
  isGone: boolean;
  onSelect: (id: string, withRange: boolean) => void;
  onActivate: (index: number) => void;
};

/** Drawn anew only when its ticket or its own state has changed. */
export const InboxRow = memo(
  ({ ticket, index, top, height, columns, isActive, isSelected, isGone, onSelect, onActivate }: InboxRowProps) => (
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      className={classes.row}
      data-index={index}
      data-active={isActive || undefined}
      data-gone={isGone || undefined}
      title={isGone ? texts.gone : undefined}
      style={{ height, transform: `translateY(${top}px)` }}
      onFocus={() => { onActivate(index); }}
    >
      <span role="gridcell" className={classes.check}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={texts.select(ticket.number)}
          checked={isSelected}
          onChange={(event) => { onSelect(ticket.id, (event.nativeEvent as MouseEvent).shiftKey); }}
        />
      </span>
      <span role="gridcell">
        <PrioritySign priority={ticket.priority} isBare />
      </span>
      <span role="gridcell" className={classes.number}>
        #{ticket.number}
      </span>
      <span role="gridcell">
        <StatusSign status={ticket.status} isBare />
      </span>
      <span role="gridcell" className={classes.title}>
        <Link to={`/tickets/${ticket.id}`} tabIndex={-1}>
          {ticket.title}
        </Link>
      </span>
      {columns.map((column) => (
        <span key={column} role="gridcell" className={classes.quiet} data-column={column}>
          <Cell column={column} ticket={ticket} />
        </span>
      ))}
    </div>
  ),
);
InboxRow.displayName = 'InboxRow';

const Cell = ({ column, ticket }: { column: Column; ticket: TicketRow }) => {
  switch (column) {
    case 'category':
      return ticket.category.name;
    case 'requester':
      return ticket.requester.name;
    case 'assignee':
      return ticket.assignee?.name ?? '–';
    case 'tags':
      return (ticket.tags ?? []).map(({ name }) => name).join(', ') || '–';
    case 'due':
      return ticket.dueAt ? <TimeAgo at={ticket.dueAt} /> : '–';
    case 'created':
      return <TimeAgo at={ticket.createdAt} />;
    case 'updated':
      return <TimeAgo at={ticket.updatedAt} />;
  }
};
