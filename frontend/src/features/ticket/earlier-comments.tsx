import { Button, Loader } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { FaultNotice } from '@/components/fault-notice';
import { TicketEarlierDocument } from '@/gql/ticket';
import { faultOf } from '@/lib/fault';
import { ticket as texts } from '@/lib/texts/ticket';
import { Comment } from './comment';
import type { Rights } from './rights';

type EarlierCommentsProps = { ticketId: string; before: string; rights: Rights; marked: readonly string[] };

/** A button above a conversation's page that puts the page before it in its place, and so on. */
export const EarlierComments = (props: EarlierCommentsProps) => {
  const [isWanted, setIsWanted] = useState(false);
  if (isWanted) return <EarlierPage {...props} />;
  return (
    <li>
      <Button size="xs" variant="default" onClick={() => { setIsWanted(true); }}>
        {texts.earlier}
      </Button>
    </li>
  );
};

const EarlierPage = ({ ticketId, before, rights, marked }: EarlierCommentsProps) => {
  const [{ data, error }, readAgain] = useQuery({ query: TicketEarlierDocument, variables: { id: ticketId, before } });
  const comments = data?.ticket?.comments;
  if (!comments) {
    return <li>{error ? <FaultNotice fault={faultOf(error)} onRetry={readAgain} /> : <Loader size="sm" />}</li>;
  }
  const { hasPreviousPage, startCursor } = comments.pageInfo;
  return (
    <>
      {hasPreviousPage && startCursor && (
        <EarlierComments ticketId={ticketId} before={startCursor} rights={rights} marked={marked} />
      )}
      {comments.nodes.map((comment) => (
        <Comment key={comment.id} comment={comment} rights={rights} marked={marked} />
      ))}
    </>
  );
};
