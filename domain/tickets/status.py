"""The one function that changes a ticket's status, with all that hangs on it."""

from datetime import timedelta

import orjson

from domain.database.parameters import parameter
from domain.database.statements import alone
from domain.desk_settings import auto_close_days
from domain.events import Change, ticket_event
from domain.models import Comment, Ticket
from domain.tickets.effects import drain_queue, mail
from domain.tickets.lifecycle import CLOSED, IN_PROGRESS, OPEN, RESOLVED, By, check_step
from domain.tickets.rows import save_ticket
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import (
    ACTIVE_STATUSES,
    EventKind,
    JobKind,
    MailKind,
    TicketStatus,
    Visibility,
)

_STEPS = f"""
SELECT changes FROM event
WHERE kind = '{EventKind.TICKET_STATUS_CHANGED.value}' AND ticket_id =
"""


async def change_status(
    uow: UnitOfWork,
    ticket: Ticket,
    after: TicketStatus,
    by: By,
    *,
    comment: Comment | None = None,
    also: tuple[str, ...] = (),
) -> str:
    """Take one step of the lifecycle and write the row; returns the event's id.

    `comment` is what was said with it, `also` names fields that were set besides. A ticket
    closed without having been resolved counts as resolved at that moment. Raises
    ILLEGAL_TRANSITION.
    """
    before = ticket.status
    check_step(before, after, by)
    is_first_work = before is OPEN and after is IN_PROGRESS and await _is_untouched(uow, ticket)
    _set_status(uow, ticket, after)
    await save_ticket(uow, ticket, "status", *also)
    changes = (Change.of("status", before, after),)
    event_id = uow.record(ticket_event(EventKind.TICKET_STATUS_CHANGED, ticket, changes=changes))
    if is_first_work:
        mail(uow, MailKind.TICKET_IN_PROGRESS, ticket, event_id, comment)
    if after is RESOLVED:
        await _close_later(uow, ticket)
    if after not in ACTIVE_STATUSES:
        _announce_end(uow, ticket, before, event_id, comment)
    return event_id


def _set_status(uow: UnitOfWork, ticket: Ticket, after: TicketStatus) -> None:
    ticket.status = after
    if after in ACTIVE_STATUSES:
        ticket.resolved_at = ticket.closed_at = None
        return
    ticket.queued_at = None
    ticket.resolved_at = ticket.resolved_at or uow.now
    if after is CLOSED:
        ticket.closed_at = uow.now


async def _is_untouched(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether nobody has worked on it yet, by the log: the requester is told only once."""
    with alone(uow.db):
        earlier = await uow.db.execute_query_dict(f"{_STEPS}{parameter()}", [ticket.id])
    return not any(
        change["after"] == IN_PROGRESS.value
        for row in earlier
        for change in orjson.loads(row["changes"])
    )


async def _close_later(uow: UnitOfWork, ticket: Ticket) -> None:
    uow.enqueue(
        JobKind.CLOSE_RESOLVED,
        f"{ticket.id}:{ticket.version}",
        {"ticketId": ticket.id, "version": ticket.version},
        ticket_id=ticket.id,
        delay=timedelta(days=await auto_close_days(uow)),
    )


def _announce_end(
    uow: UnitOfWork, ticket: Ticket, before: TicketStatus, event_id: str, comment: Comment | None
) -> None:
    says_more = comment is not None and comment.visibility is Visibility.PUBLIC
    if before is not RESOLVED or says_more:
        mail(uow, MailKind.TICKET_COMPLETED, ticket, event_id, comment)
    if before in ACTIVE_STATUSES and ticket.assignee_id is not None:
        drain_queue(uow, event_id)
