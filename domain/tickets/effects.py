"""What a change of a ticket makes due: mails, the queue of waiting tickets, assignment."""

from domain.models import Comment, Ticket
from domain.notifications import notify
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import Channel, JobKind, MailKind, Visibility


def mail(
    uow: UnitOfWork,
    kind: MailKind,
    ticket: Ticket,
    event_id: str,
    comment: Comment | None = None,
) -> None:
    """Ask for a mail, with the comment in it if that is public.

    Nobody waits for what the machine does with an imported ticket, so that is not mailed.
    """
    if ticket.channel is Channel.IMPORT and uow.actor.is_system:
        return
    is_public = comment is not None and comment.visibility is Visibility.PUBLIC
    data = {"commentId": comment.id} if comment is not None and is_public else {}
    notify(uow, kind, ticket, event_id, data)


def drain_queue(uow: UnitOfWork, event_id: str) -> None:
    """Somebody may have become free."""
    uow.enqueue(JobKind.DRAIN_QUEUE, event_id)


def assign_later(uow: UnitOfWork, ticket: Ticket, event_id: str) -> None:
    uow.enqueue(JobKind.ASSIGN, event_id, {"ticketId": ticket.id}, ticket_id=ticket.id)
