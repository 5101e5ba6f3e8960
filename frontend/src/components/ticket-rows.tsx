import { Link } from 'react-router';
import { TimeAgo } from '@/components/time-ago';
import { PrioritySign, StatusSign } from '@/components/ticket-signs';
import type { TicketRowFragment } from '@/gql/ticket-feed';
import classes from './ticket-rows.module.css';

type TicketRowsProps = { tickets: readonly TicketRowFragment[] };

/** A short list of tickets, each a link. The inbox has a list of its own for many. */
export const TicketRows = ({ tickets }: TicketRowsProps) => (
  <ul className={classes.rows}>
    {tickets.map((ticket) => (
      <li key={ticket.id}>
        <Link className={classes.row} to={`/tickets/${ticket.id}`}>
          <PrioritySign priority={ticket.priority} isBare />
          <span className={classes.number}>#{ticket.number}</span>
          <StatusSign status={ticket.status} isBare />
          <span className={classes.title}>{ticket.title}</span>
          <span className={classes.quiet}>{ticket.requester.name}</span>
          <span className={classes.quiet}>
            <TimeAgo at={ticket.updatedAt} />
          </span>
        </Link>
      </li>
    ))}
  </ul>
);
