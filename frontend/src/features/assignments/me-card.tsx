import { Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { PrioritySign } from '@/components/ticket-signs';
import { AssignmentsAvailabilityDocument, AssignmentsMeDocument } from '@/gql/assignments';
import type { Priority } from '@/gql/schema';
import { useDesk } from '@/lib/desk';
import { assignments as TEXTS } from '@/lib/texts/assignments';
import type { ListState } from '@/lib/ticket-list';
import classes from './assignments.module.css';
import { tellAnswer } from './tell-answer';

const { me: texts } = TEXTS;
const PRIORITIES: readonly Priority[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

type MeCardProps = { mine: ListState };

/** Whether one takes new tickets, and how many one has of how many. */
export const MeCard = ({ mine }: MeCardProps) => {
  const { viewer } = useDesk();
  const [{ data }] = useQuery({ query: AssignmentsMeDocument });
  const [, run] = useMutation(AssignmentsAvailabilityDocument);
  const [assumed, setAssumed] = useState<boolean | null>(null);
  const me = data?.viewer ?? viewer;
  const open = mine.total ?? me.openTicketCount ?? 0;
  const capacity = me.capacity ?? 0;
  const setAvailable = async (isAvailable: boolean) => {
    setAssumed(isAvailable);
    const { data: answer, error } = await run({ input: { id: viewer.id, isAvailable } });
    tellAnswer(answer?.userUpdate.errors, error);
    setAssumed(null);
  };
  return (
    <>
      <Switch
        label={texts.available}
        description={texts.availableHint}
        checked={assumed ?? me.isAvailable ?? false}
        onChange={({ currentTarget: { checked } }) => void setAvailable(checked)}
      />
      <div className={classes.load}>
        <Text size="sm" id="assignments-load">
          {texts.load(open, capacity)}
        </Text>
        <meter
          className={classes.meter}
          aria-labelledby="assignments-load"
          min={0}
          max={Math.max(capacity, open, 1)}
          high={Math.max(capacity * 0.8, 0.5)}
          optimum={0}
          value={open}
        />
        <ul className={classes.levels}>
          {PRIORITIES.map((priority) => [priority, mine.rows.filter((row) => row.priority === priority).length] as const)
            .filter(([, count]) => count > 0)
            .map(([priority, count]) => (
              <li key={priority}>
                <PrioritySign priority={priority} /> {count}
              </li>
            ))}
        </ul>
        {open >= capacity && (
          <Text size="sm" c="dimmed">
            {texts.full}
          </Text>
        )}
      </div>
    </>
  );
};
