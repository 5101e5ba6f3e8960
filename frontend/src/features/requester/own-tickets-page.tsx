import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useQuery } from 'urql';
import { EmptyState } from '@/components/empty-state';
import { FaultNotice } from '@/components/fault-notice';
import { Page } from '@/components/page';
import { RowsSkeleton } from '@/components/page-skeleton';
import { OwnTicketsDocument } from '@/gql/requester';
import type { TicketFilter } from '@/gql/schema';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { requester as texts } from '@/lib/texts/requester';
import { OwnTicketRows } from './own-ticket-rows';


type View = keyof typeof texts.views;

const VIEWS = Object.entries(texts.views).map(([value, label]) => ({ value: value as View, label }));

const FILTERS: Record<View, TicketFilter | null> = {
  all: null,
  open: { status: { in: ['OPEN', 'IN_PROGRESS', 'WAITING'] } },
  solved: { status: { in: ['RESOLVED', 'CLOSED'] } },
};

/** What one has asked for, and where it stands; a ticket that ends or begins moves by itself. */
export const OwnTicketsPage = () => {
  const { viewer, feed } = useDesk();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find(({ value }) => value === parameters.get('show'))?.value ?? 'all';
  const filter = useMemo(() => ({ and: [{ requester: { id: { eq: viewer.id } } }, ...(FILTERS[view] ? [FILTERS[view]] : [])] }), [view, viewer.id]);
  const [{ data, error }, readAgain] = useQuery({ query: OwnTicketsDocument, variables: { filter } });

  useEffect(
    () =>
      feed.subscribe(({ kind }) => {
        if (kind === 'TICKET_CREATED' || kind === 'TICKET_STATUS_CHANGED' || kind === 'TICKET_DELETED') {
          readAgain({ requestPolicy: 'network-only' });
        }
      }),
    [feed, readAgain],
  );

  const newTicket = (
    <Button component={Link} to="/tickets/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {texts.newTicket}
    </Button>
  );
  const content = () => {
    if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
    if (!data) return <RowsSkeleton />;
    if (data.tickets.nodes.length > 0) return <OwnTicketRows tickets={data.tickets.nodes} />;
    if (view === 'all') return <EmptyState title={texts.none} advice={texts.noneAdvice} action={newTicket} />;
    return <EmptyState title={texts.noneLikeThis} advice={texts.noneLikeThisAdvice} />;
  };
  return (
    <Page title={texts.title} actions={newTicket}>
      <SegmentedControl
        mb="md"
        size="xs"
        aria-label={texts.viewsLabel}
        value={view}
        onChange={(show) => { setParameters(show === 'all' ? {} : { show }, { replace: true }); }}
        data={VIEWS}
      />
      {content()}
    </Page>
  );
};
