"""What the requester thinks of the help."""

from domain import limits, policy
from domain.errors import DomainError, ErrorCode, forbidden, invalid
from domain.events import Change, ticket_event
from domain.models import Ticket
from domain.text import clean_text
from domain.tickets.rows import load_ticket, save_ticket
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import ACTIVE_STATUSES, EventKind

BEST = 5


async def rate_ticket(
    uow: UnitOfWork, ticket_id: str, rating: int, comment: str | None = None
) -> Ticket:
    """Rate a resolved or closed ticket, 1 (bad) to 5; rating again replaces the first.

    Raises FORBIDDEN (not the requester), NOT_FOUND, OUT_OF_RANGE, TOO_LONG, and
    ILLEGAL_TRANSITION while the ticket is active.
    """
    ticket = await load_ticket(uow, ticket_id, watch=True)
    if not policy.is_requester(uow.actor, ticket):
        raise forbidden("Only its requester rates a ticket.")
    if ticket.status in ACTIVE_STATUSES:
        message = f"A ticket is rated once it is resolved; this one is {ticket.status.value}."
        raise DomainError(ErrorCode.ILLEGAL_TRANSITION, message, ("input", "id"))
    if not 1 <= rating <= BEST:
        raise invalid(f"Ratings go from 1 to {BEST}.", "rating", code=ErrorCode.OUT_OF_RANGE)
    text = clean_text(comment, "comment", maximum=limits.DESCRIPTION_LENGTH)
    changes = (Change.of("rating", ticket.rating, rating),)
    ticket.rating, ticket.rating_comment, ticket.rated_at = rating, text or None, uow.now
    await save_ticket(uow, ticket, "rating")
    data = {"rating": rating}
    uow.record(ticket_event(EventKind.TICKET_RATED, ticket, changes=changes, data=data))
    return ticket
