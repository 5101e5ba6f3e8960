import { useQuery } from 'urql';
import { EmptyState } from '@/components/empty-state';
import { FaultNotice } from '@/components/fault-notice';
import { Page } from '@/components/page';
import { RowsSkeleton } from '@/components/page-skeleton';
import { TicketRows } from '@/components/ticket-rows';
import { HomeTicketsDocument } from '@/gql/home';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';

const { home: texts } = TEXTS;

export const HomePage = () => {
  const { viewer } = useDesk();
  const isRequester = viewer.role === 'USER';
  return (
    <Page title={isRequester ? texts.ownTickets : texts.title}>
      <Tickets isRequester={isRequester} viewerId={viewer.id} />
    </Page>
  );
};

type TicketsProps = { isRequester: boolean; viewerId: string };

const Tickets = ({ isRequester, viewerId }: TicketsProps) => {
  const filter = isRequester
    ? null
    : { assignee: { id: { eq: viewerId } }, status: { in: ['OPEN', 'IN_PROGRESS', 'WAITING'] as const } };
  const [{ data, error }, readAgain] = useQuery({ query: HomeTicketsDocument, variables: { filter } });
  if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
  if (!data) return <RowsSkeleton />;
  if (data.tickets.nodes.length > 0) return <TicketRows tickets={data.tickets.nodes} />;
  return isRequester ? (
    <EmptyState title={texts.nothingOwn} advice={texts.nothingOwnAdvice} />
  ) : (
    <EmptyState title={texts.nothingMine} advice={texts.nothingMineAdvice} />
  );
};
