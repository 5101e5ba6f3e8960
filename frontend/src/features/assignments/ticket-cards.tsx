import { Badge, Button, Text } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { useQuery } from 'urql';
import { PrioritySign, StatusSign } from '@/components/ticket-signs';
import { TimeAgo } from '@/components/time-ago';
import { AssignmentReasonsDocument } from '@/gql/assignments';
import { assignments as texts } from '@/lib/texts/assignments';
import type { TicketRow } from '@/lib/ticket-list';
import classes from './assignments.module.css';

type TicketCardsProps = {
  tickets: readonly TicketRow[];
  /** Came since the page was opened. */
  fresh: ReadonlySet<string>;
  why: string;
  action: string;
  onAction: (ticket: TicketRow) => void;
};

/** Tickets with what the desk says about why they are where they are, and one thing to do with each. */
export const TicketCards = ({ tickets, fresh, why, action, onAction }: TicketCardsProps) => {
  const ids = useMemo(() => tickets.map(({ id }) => id).sort(), [tickets]);
  const [{ data }] = useQuery({ query: AssignmentReasonsDocument, variables: { ids }, pause: ids.length === 0 });
  const reasons = new Map(data?.tickets.nodes.map(({ id, assignment }) => [id, assignment?.reasons ?? []]));
  return (
    <ul className={classes.cards}>
      {tickets.map((ticket) => (
        <li key={ticket.id} className={classes.card}>
          <div className={classes.line}>
            <PrioritySign priority={ticket.priority} isBare />
            <StatusSign status={ticket.status} isBare />
            <Link className={classes.title} to={`/tickets/${ticket.id}`}>
              <span className={classes.quiet}>#{ticket.number}</span> {ticket.title}
            </Link>
            {fresh.has(ticket.id) && <Badge size="xs">{texts.isNew}</Badge>}
            <Button size="compact-sm" variant="default" className={classes.action ?? ''} onClick={() => { onAction(ticket); }}>
              {action}
              <span className="visually-hidden"> #{ticket.number}</span>
            </Button>
          </div>
          <p className={classes.quiet}>
            {ticket.category.name} · {ticket.requester.name} · <TimeAgo at={ticket.createdAt} />
          </p>
          {(reasons.get(ticket.id)?.length ?? 0) > 0 && (
            <Text size="sm">
              <span className={classes.quiet}>{why}</span> {reasons.get(ticket.id)?.join(' ')}
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
};
