import { Button, Group } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useDesk } from '@/lib/desk';
import { useShortcuts } from '@/lib/shortcuts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import type { Rights } from './rights';
import type { CommentedStep } from './step-dialog';
import type { TicketDetail } from './types';
import { type Step, useSteps } from './use-steps';

const { actions: texts } = TICKET_TEXTS;

const DeleteDialog = lazy(async () => ({ default: (await import('./delete-dialog')).DeleteDialog }));
const MakeArticleButton = lazy(async () => ({
  default: (await import('@/features/articles/make-article-button')).MakeArticleButton,
}));
const StepDialog = lazy(async () => ({ default: (await import('./step-dialog')).StepDialog }));

type TicketActionsProps = { ticket: TicketDetail; rights: Rights };

/** What can be done with the whole ticket by this viewer, now. */
export const TicketActions = ({ ticket, rights }: TicketActionsProps) => {
  const { viewer } = useDesk();
  const { busy, run } = useSteps(ticket.id);
  const [dialog, setDialog] = useState<CommentedStep | 'remove' | null>(null);
  const close = () => { setDialog(null); };
  const { isActive, isStaff, isAdmin, isRequester, canWork } = rights;
  const isClosed = ticket.status === 'CLOSED';
  const isRested = ticket.status === 'RESOLVED' || isClosed;
  const confirm = async (step: CommentedStep, comment: string | null) => {
    if (await run(step, viewer.id, comment)) close();
  };
  const direct = (step: Step) => ({
    size: 'xs' as const,
    variant: 'default',
    loading: busy === step,
    onClick: () => void run(step, viewer.id),
  });
  const asking = (step: CommentedStep | 'remove') => ({
    size: 'xs' as const,
    variant: 'default',
    onClick: () => { setDialog(step); },
  });

  useShortcuts(TICKET_TEXTS.keys.title, [
    ...(canWork && isActive ? [{ keys: 'e', meaning: TICKET_TEXTS.keys.resolve, run: () => { setDialog('resolve'); } }] : []),
    ...(canWork && !isClosed ? [{ keys: 'c', meaning: TICKET_TEXTS.keys.close, run: () => { setDialog('close'); } }] : []),
  ]);

  return (
    <Group gap="xs">
      {canWork && isActive && ticket.assignee?.id !== viewer.id && <Button {...direct('take')}>{texts.take}</Button>}
      {canWork && isActive && ticket.assignee && <Button {...direct('handBack')}>{texts.handBack}</Button>}
      {canWork && isActive && <Button {...asking('resolve')}>{texts.resolve}</Button>}
      {!isStaff && isRequester && isActive && <Button {...direct('resolve')}>{texts.solve}</Button>}
      {canWork && !isClosed && <Button {...asking('close')}>{texts.close}</Button>}
      {isRested && (canWork || (isRequester && !isClosed)) && <Button {...asking('reopen')}>{texts.reopen}</Button>}
      {isStaff && isRested && (
        <Suspense fallback={null}>
          <MakeArticleButton ticketId={ticket.id} />
        </Suspense>
      )}
      {isRequester && !isStaff && isClosed && (
        <Button size="xs" component={Link} to={`/tickets/new?follows=${ticket.id}`}>
          {texts.followUp}
        </Button>
      )}
      {isAdmin && (
        <Button {...asking('remove')} color="red" variant="subtle">
          {texts.remove}
        </Button>
      )}
      <Suspense fallback={null}>
        {dialog === 'remove' && <DeleteDialog ticket={ticket} onClose={close} />}
        {dialog && dialog !== 'remove' && (
          <StepDialog
            step={dialog}
            isStaff={isStaff}
            isBusy={busy === dialog}
            onConfirm={(comment) => void confirm(dialog, comment)}
            onClose={close}
          />
        )}
      </Suspense>
    </Group>
  );
};
