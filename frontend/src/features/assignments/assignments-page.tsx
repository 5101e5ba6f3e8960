import { type ReactNode, Suspense, useId, useState } from 'react';
import { useMutation, useSubscription } from 'urql';
import { EmptyState } from '@/components/empty-state';
import { FaultNotice } from '@/components/fault-notice';
import { later } from '@/components/later';
import { NotFound } from '@/components/not-found';
import { Page } from '@/components/page';
import { RowsSkeleton } from '@/components/page-skeleton';
import { AssignmentFeedDocument, AssignmentsTakeDocument } from '@/gql/assignments';
import { useDesk } from '@/lib/desk';
import { assignments as texts } from '@/lib/texts/assignments';
import type { TicketRow } from '@/lib/ticket-list';
import { useTicketList } from '@/lib/use-ticket-list';
import { AlertSwitches } from './alert-switches';
import { AssignmentLog, type Step } from './assignment-log';
import classes from './assignments.module.css';
import { MeCard } from './me-card';
import { tellAnswer } from './tell-answer';
import { TicketCards } from './ticket-cards';

const HandBackDialog = later(async () => (await import('./hand-back-dialog')).HandBackDialog);
const MOST_STEPS = 30;
const NEWEST_FIRST = { search: '', sort: 'CREATED_AT', direction: 'DESC' } as const;
const LONGEST_FIRST = { search: '', sort: 'CREATED_AT', direction: 'ASC' } as const;

export const AssignmentsPage = () => {
  const { viewer } = useDesk();
  return viewer.role === 'USER' ? <NotFound /> : <Assignments viewerId={viewer.id} />;
};

const Assignments = ({ viewerId }: { viewerId: string }) => {
  const mine = useTicketList({
    filter: { assignee: { id: { eq: viewerId } }, status: { in: ['OPEN', 'IN_PROGRESS', 'WAITING'] } },
    ...NEWEST_FIRST,
  });
  const queue = useTicketList({
    filter: { hasAssignee: { eq: false }, status: { in: ['OPEN', 'IN_PROGRESS'] } },
    ...LONGEST_FIRST,
  });
  const steps = useSteps();
  const fresh = new Set(steps.filter(({ assignee }) => assignee?.id === viewerId).map(({ ticketId }) => ticketId));
  const [handingBack, setHandingBack] = useState<TicketRow | null>(null);
  const [, runTake] = useMutation(AssignmentsTakeDocument);
  const take = async ({ id, number }: TicketRow) => {
    const { data, error } = await runTake({ input: { id, assigneeId: viewerId } });
    tellAnswer(data?.ticketAssign.errors, error, texts.taken(number));
  };
  return (
    <Page title={texts.title} width="wide">
      <div className={classes.columns}>
        <div>
          <Part title={texts.mine} count={mine.state.total}>
            <Tickets {...mine} empty={<EmptyState isPart title={texts.nothingMine[0]} advice={texts.nothingMine[1]} />}>
              {(tickets) => (
                <TicketCards tickets={tickets} fresh={fresh} why={texts.why} action={texts.handBack} onAction={setHandingBack} />
              )}
            </Tickets>
          </Part>
          <Part title={texts.queue} count={queue.state.total}>
            <Tickets {...queue} empty={<p className={classes.nothing}>{texts.nothingQueued}</p>}>
              {(tickets) => (
                <TicketCards
                  tickets={tickets}
                  fresh={fresh}
                  why={texts.whyWaiting}
                  action={texts.take}
                  onAction={(ticket) => void take(ticket)}
                />
              )}
            </Tickets>
          </Part>
        </div>
        <div>
          <Part isCard title={texts.me.title}>
            <MeCard mine={mine.state} />
          </Part>
          <Part isCard title={texts.alerts.title}>
            <AlertSwitches />
          </Part>
          <Part isCard title={texts.log.title}>
            <AssignmentLog steps={steps} />
          </Part>
        </div>
      </div>
      <Suspense fallback={null}>
        {handingBack && <HandBackDialog ticket={handingBack} onClose={() => { setHandingBack(null); }} />}
      </Suspense>
    </Page>
  );
};

/** The steps since the page was opened, newest first; none is missed while the connection is away. */
const useSteps = (): readonly Step[] => {
  const { live } = useDesk();
  const [variables] = useState(() => ({ after: live.position() }));
  const [{ data }] = useSubscription<{ assignmentFeed: Step }, readonly Step[]>(
    { query: AssignmentFeedDocument, variables },
    (steps = [], { assignmentFeed: step }) =>
      steps.some(({ position }) => position === step.position) ? steps : [step, ...steps].slice(0, MOST_STEPS),
  );
  return data ?? [];
};

type TicketsProps = ReturnType<typeof useTicketList> & {
  empty: ReactNode;
  children: (tickets: readonly TicketRow[]) => ReactNode;
};

const Tickets = ({ list, state, empty, children }: TicketsProps) => {
  if (state.fault) return <FaultNotice fault={state.fault} onRetry={list.loadMore} />;
  if (!state.isKnown) return <RowsSkeleton rows={4} height={72} />;
  return state.rows.length === 0 ? empty : children(state.rows);
};

type PartProps = { title: string; count?: number | null; isCard?: boolean; children: ReactNode };

const Part = ({ title, count, isCard = false, children }: PartProps) => {
  const id = useId();
  return (
    <section className={classes.part} data-card={isCard || undefined} aria-labelledby={id}>
      <h2 id={id}>
        {title}
        {count ? <span className={classes.count}>{count}</span> : null}
      </h2>
      {children}
    </section>
  );
};
