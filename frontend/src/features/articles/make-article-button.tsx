import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from 'react-router';
import { useMutation } from 'urql';
import { ArticleOfTicketDocument } from '@/gql/articles';
import { faultOf } from '@/lib/fault';
import { articles as texts } from '@/lib/texts/articles';

/** For staff, on a solved ticket: a draft of what helped, or the article that was made of it before. */
export const MakeArticleButton = ({ ticketId }: { ticketId: string }) => {
  const navigate = useNavigate();
  const [{ fetching }, run] = useMutation(ArticleOfTicketDocument);
  const make = async () => {
    const { data, error } = await run({ input: { ticketId } });
    const { article, errors = [] } = data?.articleFromTicket ?? {};
    if (article) void navigate(`/articles/${article.id}`);
    else notifications.show({ color: 'red', message: errors[0]?.message ?? faultOf(error).message });
  };
  return (
    <Button size="xs" variant="default" loading={fetching} onClick={() => void make()}>
      {texts.make}
    </Button>
  );
};
