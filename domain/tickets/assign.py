"""Giving a ticket to somebody, and taking it from him, by hand."""

from domain import policy
from domain.errors import DomainError, ErrorCode, forbidden
from domain.models import Ticket
from domain.text import clean_line
from domain.tickets.lifecycle import IN_PROGRESS
from domain.tickets.placing import place_ticket
from domain.tickets.references import find_assignee
from domain.tickets.rows import load_ticket, require_work
from domain.unit_of_work import UnitOfWork
from domain.versions import check_version
from domain.vocabulary import ACTIVE_STATUSES, AssignmentKind


async def assign_ticket(
    uow: UnitOfWork, ticket_id: str, assignee_id: str, version: int | None = None
) -> Ticket:
    """Admins assign to anyone of the staff, moderators what is unassigned to themselves.

    Assigning again to the same person changes nothing. Raises FORBIDDEN, NOT_FOUND, CONFLICT,
    INVALID (not of the staff), ILLEGAL_TRANSITION (resolved or closed).
    """
    ticket = await load_ticket(uow, ticket_id)
    require_work(uow.actor, ticket)
    if not _may_assign_to(uow, assignee_id):
        raise forbidden("Moderators assign tickets only to themselves.")
    check_version(ticket, version, "assignee")
    if ticket.assignee_id == assignee_id and ticket.status in ACTIVE_STATUSES:
        return ticket
    _check_active(ticket)
    assignee = await find_assignee(uow, assignee_id)
    reasons = ["Assigned by hand."]
    await place_ticket(uow, ticket, assignee.id, AssignmentKind.ASSIGNED, reasons, [])
    return ticket


async def unassign_ticket(
    uow: UnitOfWork, ticket_id: str, version: int | None = None, reason: str | None = None
) -> Ticket:
    """Take an active ticket from its assignee; it then waits for someone to pick it.

    `reason` is told to colleagues. Raises FORBIDDEN, NOT_FOUND, CONFLICT, ILLEGAL_TRANSITION
    (resolved or closed), and TOO_LONG or INVALID for the reason.
    """
    ticket = await load_ticket(uow, ticket_id)
    require_work(uow.actor, ticket)
    check_version(ticket, version, "assignee")
    _check_active(ticket)
    if ticket.assignee_id is None and ticket.status is not IN_PROGRESS:
        return ticket
    reasons = ["Unassigned by hand."]
    if reason is not None and reason.strip():
        reasons.append(clean_line(reason, "reason"))
    await place_ticket(uow, ticket, None, AssignmentKind.UNASSIGNED, reasons, [])
    return ticket


def _may_assign_to(uow: UnitOfWork, assignee_id: str) -> bool:
    actor = uow.actor
    return actor.is_admin or actor.is_system or policy.require_staff(actor) == assignee_id


def _check_active(ticket: Ticket) -> None:
    if ticket.status not in ACTIVE_STATUSES:
        raise DomainError(
            ErrorCode.ILLEGAL_TRANSITION,
            f"A ticket cannot go from {ticket.status.value} to {IN_PROGRESS.value} by "
            "assignment: reopen it first.",
            ("input", "id"),
        )
