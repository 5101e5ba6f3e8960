import { Button, Group, Paper, Rating, Text, Textarea, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useMutation } from 'urql';
import { TicketRateDocument } from '@/gql/ticket';
import { faultOf } from '@/lib/fault';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import type { TicketDetail } from './types';

const { rate: texts } = TICKET_TEXTS;

type RatingFormProps = { ticket: TicketDetail };

/** What the requester thinks of the help, once it has ended; it can be changed later. */
export const RatingForm = ({ ticket }: RatingFormProps) => {
  const [isEditing, setIsEditing] = useState(ticket.rating === null);
  const [stars, setStars] = useState(ticket.rating ?? 0);
  const [comment, setComment] = useState(ticket.ratingComment ?? '');
  const [{ fetching }, run] = useMutation(TicketRateDocument);

  const send = async () => {
    const { data, error } = await run({ input: { id: ticket.id, rating: stars, comment: comment.trim() || null } });
    const [refusal] = data?.ticketRate.errors ?? [];
    if (error || refusal) {
      notifications.show({ color: 'red', message: refusal?.message ?? faultOf(error).message });
      return;
    }
    setIsEditing(false);
    notifications.show({ message: texts.thanks });
  };

  if (!isEditing && ticket.rating !== null) {
    return (
      <Paper withBorder p="md">
        <Group>
          <Text>{texts.given(ticket.rating)}</Text>
          <Button size="xs" variant="default" onClick={() => { setIsEditing(true); }}>
            {texts.change}
          </Button>
        </Group>
      </Paper>
    );
  }
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="rating-title">
      <Title order={2} size="h3" id="rating-title">
        {texts.title}
      </Title>
      <Rating
        my="xs"
        size="lg"
        role="radiogroup"
        aria-labelledby="rating-title"
        value={stars}
        onChange={setStars}
        getSymbolLabel={texts.stars}
      />
      <Textarea
        label={texts.comment}
        autosize
        minRows={2}
        maxLength={2000}
        value={comment}
        onChange={(event) => { setComment(event.currentTarget.value); }}
      />
      <Button mt="sm" disabled={stars === 0} loading={fetching} onClick={() => void send()}>
        {texts.send}
      </Button>
    </Paper>
  );
};
