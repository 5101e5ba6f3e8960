import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { alertSettings } from '@/lib/alert-settings';
import { chime } from '@/lib/chime';
import { useDesk } from '@/lib/desk';
import { assignments as TEXTS } from '@/lib/texts/assignments';
import type { TicketEvent } from '@/lib/feed';

const { alerts: texts } = TEXTS;

/** Tells, on whatever page, that somebody else has given the viewer a ticket. */
export const Alerts = () => {
  const { feed, viewer } = useDesk();
  const navigate = useNavigate();
  useEffect(
    () =>
      feed.subscribe((event) => {
        const ticket = givenTo(viewer.id, event);
        if (!ticket) return;
        const open = () => void navigate(`/tickets/${ticket.id}`);
        const { sound, desktop } = alertSettings.get();
        notifications.show({
          id: ticket.id,
          title: texts.given(ticket.number),
          message: (
            <Anchor component="button" type="button" size="sm" ta="start" onClick={open}>
              {ticket.title}
            </Anchor>
          ),
        });
        if (sound) void chime();
        if (desktop) showOnDesktop(texts.given(ticket.number), ticket, open);
      }),
    [feed, viewer.id, navigate],
  );
  return null;
};

/** The ticket that such an event gives to that person, unless it was his own doing. */
export const givenTo = (viewerId: string, { kind, actor, ticket }: Pick<TicketEvent, 'kind' | 'actor' | 'ticket'>) =>
  kind === 'TICKET_ASSIGNED' && ticket?.assignee?.id === viewerId && actor.user?.id !== viewerId ? ticket : null;

const showOnDesktop = (title: string, ticket: { id: string; title: string }, onClick: () => void) => {
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  const shown = new Notification(title, { body: ticket.title, tag: ticket.id, icon: '/favicon.svg' });
  shown.onclick = () => {
    window.focus();
    shown.close();
    onClick();
  };
};
