import { Text } from '@mantine/core';
import { Link } from 'react-router';
import { useQuery } from 'urql';
import { StatusSign } from '@/components/ticket-signs';
import { TicketSimilarDocument } from '@/gql/ticket';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import classes from './triage-panel.module.css';

const { triage: texts } = TICKET_TEXTS;

/** What was asked before in other words. Read for itself, as the page need not wait for it. */
export const SimilarTickets = ({ id }: { id: string }) => {
  const [{ data }] = useQuery({ query: TicketSimilarDocument, variables: { id } });
  const found = (data?.ticket?.similar ?? []).flatMap(({ ticket, isProbableDuplicate }) =>
    ticket ? [{ ...ticket, isProbableDuplicate }] : [],
  );
  if (found.length === 0) return null;
  return (
    <section aria-label={texts.similar}>
      <Text size="sm" fw={600}>
        {texts.similar}
      </Text>
      <ul className={classes.similar}>
        {found.map((ticket) => (
          <li key={ticket.id}>
            <StatusSign status={ticket.status} isBare />
            <Link to={`/tickets/${ticket.id}`}>
              #{ticket.number} {ticket.title}
            </Link>
            {ticket.isProbableDuplicate && <span className={classes.quiet}>{texts.duplicate}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
};
