import { Text } from '@mantine/core';
import { Link } from 'react-router';
import { TimeAgo } from '@/components/time-ago';
import type { AssignmentFeedSubscription } from '@/gql/assignments';
import { assignments as TEXTS } from '@/lib/texts/assignments';
import classes from './assignments.module.css';

const { log: texts } = TEXTS;

export type Step = AssignmentFeedSubscription['assignmentFeed'];

/** What happens to the assignments of all tickets, newest first. */
export const AssignmentLog = ({ steps }: { steps: readonly Step[] }) => {
  if (steps.length === 0) return <Text size="sm" c="dimmed">{texts.empty}</Text>;
  return (
    <ol className={classes.log}>
      {steps.map((step) => (
        <li key={step.position}>
          {step.ticket ? (
            <Link to={`/tickets/${step.ticket.id}`} title={step.ticket.title}>
              #{step.ticket.number}
            </Link>
          ) : (
            texts.gone
          )}{' '}
          {wordsOf(step)} <span className={classes.quiet}>· <TimeAgo at={step.occurredAt} /></span>
          {step.reasons.length > 0 && <p className={classes.quiet}>{step.reasons.join(' ')}</p>}
        </li>
      ))}
    </ol>
  );
};

const wordsOf = ({ kind, assignee, previousAssignee }: Step): string => {
  if (kind === 'QUEUED') return texts.queued;
  if (!assignee) return previousAssignee ? texts.unassigned(previousAssignee.name) : texts.released;
  if (previousAssignee && previousAssignee.id !== assignee.id) return texts.moved(previousAssignee.name, assignee.name);
  return texts.assigned(assignee.name);
};
