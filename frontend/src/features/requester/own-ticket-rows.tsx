import { Link } from 'react-router';
import { StatusSign } from '@/components/ticket-signs';
import { TimeAgo } from '@/components/time-ago';
import type { TicketRowFragment } from '@/gql/ticket-feed';
import classes from './requester.module.css';

type OwnTicketRowsProps = { tickets: readonly TicketRowFragment[] };

/** One's own tickets: the state in words, as it is what one comes for. */
export const OwnTicketRows = ({ tickets }: OwnTicketRowsProps) => (
  <ul className={classes.rows}>
    {tickets.map(({ id, number, title, status, updatedAt }) => (
      <li key={id}>
        <Link className={classes.row} to={`/tickets/${id}`}>
          <span className={classes.title}>{title}</span>
          <span className={classes.state}>
            <StatusSign status={status} />
            <span className={classes.quiet}>
              #{number} · <TimeAgo at={updatedAt} />
            </span>
          </span>
        </Link>
      </li>
    ))}
  </ul>
);
