"""Resolving and closing tickets, by hand and by time."""

from domain.errors import forbidden
from domain.models import Ticket
from domain.tickets.comment_rows import write_comment_if_any
from domain.tickets.lifecycle import CLOSED, RESOLVED, By, check_step
from domain.tickets.rows import acts_as, load_ticket, lock_ticket, require_work
from domain.tickets.status import change_status
from domain.unit_of_work import UnitOfWork
from domain.versions import check_version
from domain.vocabulary import TicketStatus, Visibility


async def resolve_ticket(
    uow: UnitOfWork,
    ticket_id: str,
    comment: str | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    version: int | None = None,
) -> Ticket:
    """Mark a ticket as solved, for staff and for its requester, with a comment if wanted.

    Raises FORBIDDEN, NOT_FOUND, CONFLICT, ILLEGAL_TRANSITION and the errors of domain.text.
    """
    ticket = await load_ticket(uow, ticket_id, watch=True)
    by = acts_as(uow.actor, ticket)
    if by is By.REQUESTER and visibility is Visibility.INTERNAL:
        raise forbidden("Internal comments are for moderators and admins.")
    return await _end(uow, ticket, RESOLVED, by, comment, visibility, version)


async def close_ticket(
    uow: UnitOfWork,
    ticket_id: str,
    comment: str | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    version: int | None = None,
) -> Ticket:
    """Close a ticket, for staff, with a comment if wanted; errors as in `resolve_ticket`."""
    ticket = await load_ticket(uow, ticket_id, watch=True)
    require_work(uow.actor, ticket)
    return await _end(uow, ticket, CLOSED, By.STAFF, comment, visibility, version)


async def close_if_still_resolved(uow: UnitOfWork, ticket_id: str, version: int) -> bool:
    """Close a ticket that has stayed resolved since `version`; says whether it did."""
    ticket = await lock_ticket(uow, ticket_id)
    if ticket is None or ticket.status is not RESOLVED:
        return False
    if ticket.field_versions.get("status") != version:
        return False
    await change_status(uow, ticket, CLOSED, By.TIME)
    return True


async def _end(
    uow: UnitOfWork,
    ticket: Ticket,
    status: TicketStatus,
    by: By,
    comment: str | None,
    visibility: Visibility,
    version: int | None,
) -> Ticket:
    check_version(ticket, version, "status")
    check_step(ticket.status, status, by)
    written = await write_comment_if_any(uow, ticket, comment, visibility)
    await change_status(uow, ticket, status, by, comment=written)
    return ticket
