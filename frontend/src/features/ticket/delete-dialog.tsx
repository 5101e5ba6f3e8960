import { notifications } from '@mantine/notifications';
import { useNavigate } from 'react-router';
import { useMutation } from 'urql';
import { QuestionDialog } from '@/components/question-dialog';
import { TicketDeleteDocument } from '@/gql/ticket';
import { faultOf } from '@/lib/fault';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';

const { remove: texts } = TICKET_TEXTS;

type DeleteDialogProps = { ticket: { id: string; number: number }; onClose: () => void };

export const DeleteDialog = ({ ticket, onClose }: DeleteDialogProps) => {
  const navigate = useNavigate();
  const [{ fetching }, run] = useMutation(TicketDeleteDocument);
  const remove = async () => {
    const { data, error } = await run({ input: { id: ticket.id } });
    const [refusal] = data?.ticketDelete.errors ?? [];
    if (error || refusal) {
      notifications.show({ color: 'red', message: refusal?.message ?? faultOf(error).message });
      return;
    }
    notifications.show({ message: texts.done(ticket.number) });
    void navigate('/', { replace: true });
  };
  return (
    <QuestionDialog
      title={texts.title(ticket.number)}
      text={texts.text}
      confirmLabel={texts.confirm}
      isBusy={fetching}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  );
};
