import { Group, Text } from '@mantine/core';
import { useParams } from 'react-router';
import { useQuery } from 'urql';
import { FaultNotice } from '@/components/fault-notice';
import { NotFound } from '@/components/not-found';
import { Page } from '@/components/page';
import { PageSkeleton } from '@/components/page-skeleton';
import { PrioritySign, StatusSign } from '@/components/ticket-signs';
import { TicketDocument } from '@/gql/ticket';
import { faultOf } from '@/lib/fault';

export const TicketPage = () => {
  const { id = '' } = useParams();
  const [{ data, error, fetching }, readAgain] = useQuery({ query: TicketDocument, variables: { id } });
  if (error && !data) return <FaultNotice fault={faultOf(error)} onRetry={readAgain} />;
  if (!data) return <PageSkeleton />;
  const { ticket } = data;
  if (!ticket) return fetching ? <PageSkeleton /> : <NotFound />;
  return (
    <Page title={`#${ticket.number} ${ticket.title}`}>
      <Group mb="md">
        <StatusSign status={ticket.status} />
        <PrioritySign priority={ticket.priority} />
      </Group>
      <Text className="plain-text">{ticket.description}</Text>
    </Page>
  );
};
