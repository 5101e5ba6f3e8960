import { Text } from '@mantine/core';
import { TimeAgo } from '@/components/time-ago';
import { TEXTS } from '@/lib/texts';
import { ticket as texts } from '@/lib/texts/ticket';
import classes from './history.module.css';
import type { TicketDetail } from './types';
import type { Choices } from './use-choices';
import { wordsOf } from './value-words';

const WORDS: Partial<Record<string, string>> = TEXTS.words.event;

type HistoryProps = { events: TicketDetail['events']['nodes']; names: Choices['names'] };

/** All that happened, newest first. */
export const History = ({ events, names }: HistoryProps) => {
  if (events.length === 0) return <Text c="dimmed">{texts.noHistory}</Text>;
  return (
    <ol className={classes.events} reversed>
      {[...events].reverse().map(({ id, kind, actor, occurredAt, changes }) => (
        <li key={id} className={classes.event}>
          <div className={classes.line}>
            <span>
              <b>{actor.user?.name ?? texts.desk}</b> {WORDS[kind] ?? kind}
            </span>
            <span className={classes.quiet}>
              <TimeAgo at={occurredAt} />
            </span>
          </div>
          {changes.map((change) => (
            <p key={change.field} className={classes.quiet}>
              {changeWords(change, names)}
            </p>
          ))}
        </li>
      ))}
    </ol>
  );
};

type Change = TicketDetail['events']['nodes'][number]['changes'][number];

const changeWords = ({ field, before, after }: Change, names: Choices['names']) => {
  // Long texts are not in the log.
  if (before === null && after === null) return texts.changed(fieldName(field));
  const now = wordsOf(field, after, names);
  return texts.change(fieldName(field), wordsOf(field, before, names), now);
};

const fieldName = (field: string) => {
  const words = field.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
