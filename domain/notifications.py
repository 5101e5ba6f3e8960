"""What happened, on its way to becoming mails."""

from typing import Any

from domain.models import Ticket
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import JobKind, MailKind


def notify(
    uow: UnitOfWork,
    kind: MailKind,
    ticket: Ticket,
    event_id: str,
    data: dict[str, Any] | None = None,
) -> None:
    """Have whom it concerns told about `event_id`; who that is, the mail's job finds out.

    `data` may name a comment (`commentId`) that the mail is to quote; it quotes only
    public ones.
    """
    uow.enqueue(
        JobKind.NOTIFY,
        f"{event_id}:{kind.value.lower()}",
        {
            "mailKind": kind.value,
            "ticketId": ticket.id,
            "eventId": event_id,
            "actorId": uow.actor.user_id,
            "data": data or {},
        },
        ticket_id=ticket.id,
    )
