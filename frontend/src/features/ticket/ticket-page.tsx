import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useDeferredValue, useEffect, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useQuery } from 'urql';
import { FaultNotice } from '@/components/fault-notice';
import { soon } from '@/components/later';
import { NotFound } from '@/components/not-found';
import { Page } from '@/components/page';
import { PageSkeleton, RowsSkeleton } from '@/components/page-skeleton';
import { PrioritySign, StatusSign } from '@/components/ticket-signs';
import { TimeAgo } from '@/components/time-ago';
import type { TriageField } from '@/gql/schema';
import { TicketDocument } from '@/gql/ticket';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { useShortcuts } from '@/lib/shortcuts';
import { ticket as texts } from '@/lib/texts/ticket';
import { Conversation } from './conversation';
import { History } from './history';
import { Marked } from './marked';
import { ReplyBox } from './reply-box';
import { useReplyDraft } from './reply-draft';
import { type Rights, rightsOn } from './rights';
import { TicketActions } from './ticket-actions';
import classes from './ticket-page.module.css';
import type { TicketDetail } from './types';
import { useChoices } from './use-choices';


// What one reads comes first; what one chooses from follows.
const TicketSide = soon(async () => (await import('./ticket-side')).TicketSide);
const RatingForm = lazy(async () => ({ default: (await import('./rating-form')).RatingForm }));

/** The same one each time, so that texts are not read anew. */
const NOTHING: readonly string[] = [];

export const TicketPage = () => {
  const { id = '' } = useParams();
  const [{ data, error, fetching }, readAgain] = useQuery({ query: TicketDocument, variables: { id } });
  if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
  if (!data) return <PageSkeleton />;
  if (!data.ticket) return fetching ? <PageSkeleton /> : <NotFound />;
  return <Ticket key={id} ticket={data.ticket} />;
};

const Ticket = ({ ticket }: { ticket: TicketDetail }) => {
  const { viewer } = useDesk();
  const rights = rightsOn(ticket, viewer);
  // What one can choose from comes later, and concerns the fields at the side.
  const choices = useDeferredValue(useChoices(rights.isStaff));
  const drafting = useReplyDraft(viewer.id, ticket.id);
  const [marked, setMarked] = useState<TriageField | null>(null);
  const [parameters, setParameters] = useSearchParams();
  // Its many fields are drawn after the conversation, in pieces.
  const isSideDue = useDeferredValue(true, false);
  const isHistory = parameters.get('view') === 'history';
  const show = (view: 'conversation' | 'history') => {
    setParameters(view === 'history' ? { view } : {}, { replace: true });
  };
  const evidence = ticket.triage?.fields.find(({ field }) => field === marked)?.evidence ?? NOTHING;

  const mark = (field: TriageField | null) => {
    setMarked(field);
    if (field) show('conversation');
  };
  useEffect(() => {
    // Beside the text or below it: what was asked for is brought into sight.
    if (marked) document.querySelector('#main mark')?.scrollIntoView({ block: 'nearest' });
  }, [marked, isHistory]);
  useShortcuts(texts.keys.title, [
    { keys: 'h', meaning: texts.keys.history, run: () => { show(isHistory ? 'conversation' : 'history'); } },
  ]);

  const insert = (reply: string) => {
    const { text } = drafting.draft;
    drafting.write({ text: text.trim() ? `${text.trimEnd()}\n\n${reply}` : reply, visibility: 'PUBLIC' });
  };

  return (
    <Page
      title={texts.title(ticket.number, ticket.title)}
      heading={
        <>
          <span className={classes.number}>#{ticket.number}</span> <Marked text={ticket.title} words={evidence} />
        </>
      }
      width="wide"
    >
      <StateLine ticket={ticket} rights={rights} />
      <div className={classes.actions}>
        <TicketActions ticket={ticket} rights={rights} />
      </div>
      <div className={classes.columns}>
        <div className={classes.main}>
          <div>
            <SegmentedControl
              size="xs"
              aria-label={texts.views}
              value={isHistory ? 'history' : 'conversation'}
              onChange={show}
              data={[
                { value: 'conversation', label: texts.conversation },
                { value: 'history', label: texts.history },
              ]}
            />
          </div>
          {isHistory ? (
            <History events={ticket.events.nodes} names={choices.names} />
          ) : (
            <Conversation ticket={ticket} rights={rights} marked={evidence} />
          )}
          {rights.isRequester && !rights.isActive && (
            <Suspense fallback={null}>
              <RatingForm ticket={ticket} />
            </Suspense>
          )}
          {rights.canComment && <ReplyBox ticketId={ticket.id} isStaff={rights.isStaff} drafting={drafting} />}
        </div>
        <div className={classes.side}>
          {isSideDue ? (
            <Suspense fallback={<RowsSkeleton rows={8} />}>
              <TicketSide
                ticket={ticket}
                rights={rights}
                choices={choices}
                marked={marked}
                onMark={mark}
                onInsert={insert}
              />
            </Suspense>
          ) : (
            <RowsSkeleton rows={8} />
          )}
        </div>
      </div>
    </Page>
  );
};

const StateLine = ({ ticket, rights }: { ticket: TicketDetail; rights: Rights }) => (
  <div className={classes.state}>
    <StatusSign status={ticket.status} />
    <PrioritySign priority={ticket.priority} />
    <span>
      {ticket.requester.name} {texts.asked} <TimeAgo at={ticket.createdAt} />
    </span>
    {!rights.isStaff && <span role="status">{texts.standing[ticket.status]}</span>}
    {rights.isStaff && ticket.rating !== null && <span>{texts.rate.byRequester(ticket.rating)}</span>}
    {ticket.follows && <Link to={`/tickets/${ticket.follows.id}`}>{texts.follows(ticket.follows.number)}</Link>}
  </div>
);
