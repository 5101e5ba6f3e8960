"""The one function that gives a ticket to somebody, takes it away, or lets it wait."""

from typing import Any

from domain.events import ticket_event
from domain.ids import new_id
from domain.models import Assignment, Ticket
from domain.tickets.effects import drain_queue, mail
from domain.tickets.lifecycle import IN_PROGRESS, OPEN, By
from domain.tickets.rows import save_ticket
from domain.tickets.status import change_status
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import ACTIVE_STATUSES, AssignmentKind, EventKind, MailKind

_EVENTS = {
    AssignmentKind.ASSIGNED: EventKind.TICKET_ASSIGNED,
    AssignmentKind.UNASSIGNED: EventKind.TICKET_UNASSIGNED,
    AssignmentKind.QUEUED: EventKind.TICKET_QUEUED,
}


async def place_ticket(
    uow: UnitOfWork,
    ticket: Ticket,
    assignee_id: str | None,
    kind: AssignmentKind,
    reasons: list[str],
    candidates: list[dict[str, Any]],
) -> None:
    """Write one step of a ticket's way to its assignee; the ticket must be locked.

    `assignee_id` is None unless `kind` is ASSIGNED. Moves an OPEN ticket to IN_PROGRESS when
    it finds somebody, and back when it loses him; any other status stays. Asks no policy:
    callers have, or are the desk itself.
    """
    previous_id = ticket.assignee_id
    ticket.assignee_id = assignee_id
    if kind is AssignmentKind.QUEUED:
        ticket.queued_at = ticket.queued_at or uow.now
    else:
        ticket.queued_at = None
    event_id = await _record(uow, ticket, previous_id, kind, reasons, candidates)
    await _follow_with_status(uow, ticket)
    if assignee_id is not None:
        mail(uow, MailKind.TICKET_ASSIGNED, ticket, event_id)
    if previous_id not in (None, assignee_id) and ticket.status in ACTIVE_STATUSES:
        drain_queue(uow, event_id)


async def _record(
    uow: UnitOfWork,
    ticket: Ticket,
    previous_id: str | None,
    kind: AssignmentKind,
    reasons: list[str],
    candidates: list[dict[str, Any]],
) -> str:
    assignment = Assignment(
        id=new_id("asg"),
        ticket_id=ticket.id,
        kind=kind,
        assignee_id=ticket.assignee_id,
        reasons=reasons,
        candidates=candidates,
        created_at=uow.now,
    )
    await uow.insert_later(assignment)
    data = {
        "previousAssigneeId": previous_id,
        "reasons": reasons,
        "assignmentId": assignment.id,
    }
    is_for_staff = kind is AssignmentKind.QUEUED
    return uow.record(ticket_event(_EVENTS[kind], ticket, staff_only=is_for_staff, data=data))


async def _follow_with_status(uow: UnitOfWork, ticket: Ticket) -> None:
    also = ("assignee",)
    if ticket.assignee_id is not None and ticket.status is OPEN:
        await change_status(uow, ticket, IN_PROGRESS, By.ASSIGNMENT, also=also)
    elif ticket.assignee_id is None and ticket.status is IN_PROGRESS:
        await change_status(uow, ticket, OPEN, By.UNASSIGNMENT, also=also)
    else:
        await save_ticket(uow, ticket, *also)
