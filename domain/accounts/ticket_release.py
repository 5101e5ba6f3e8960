"""What becomes of somebody's open tickets when he cannot work on them any more."""

from domain.models import Ticket, User
from domain.tickets import place_ticket
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import ACTIVE_STATUSES, AssignmentKind, JobKind


async def release_tickets(uow: UnitOfWork, user: User, event_id: str) -> None:
    """Take his active tickets from somebody, and have each assigned anew."""
    held = Ticket.filter(assignee_id=user.id, status__in=ACTIVE_STATUSES).using_db(uow.db)
    for ticket in await held.order_by("id").select_for_update(no_key=True):
        reasons = ["The assignee is no longer a moderator."]
        await place_ticket(uow, ticket, None, AssignmentKind.UNASSIGNED, reasons, [])
        uow.enqueue(
            JobKind.ASSIGN,
            f"{event_id}:{ticket.id}",
            {"ticketId": ticket.id},
            ticket_id=ticket.id,
        )
    await uow.settle()
