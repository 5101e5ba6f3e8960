"""Tickets as triage reads them: their texts, and what the desk knows about them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from domain.models import Ticket, TicketTag, User
from domain.triage.values import TicketText
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import HUMAN_DECIDERS

_HOUR = timedelta(hours=1)


async def read_tickets(
    uow: UnitOfWork, tickets: Sequence[Ticket], *, as_it_stands: bool = False
) -> dict[str, TicketText]:
    """By ticket id, in two statements however many there are.

    A category counts where a human has chosen it, or `as_it_stands`, whoever did.
    """
    requester_ids = {ticket.requester_id for ticket in tickets}
    requesters = {u.id: u for u in await User.filter(id__in=requester_ids).using_db(uow.db)}
    tags: dict[str, set[str]] = defaultdict(set)
    links = TicketTag.filter(ticket_id__in=[ticket.id for ticket in tickets]).using_db(uow.db)
    for ticket_id, name in await links.values_list("ticket_id", "tag__name"):
        tags[ticket_id].add(name)
    return {
        ticket.id: TicketText(
            title=ticket.title,
            description=ticket.description,
            channel=ticket.channel,
            requester_tags=frozenset(requesters[ticket.requester_id].tags),
            requester_id=ticket.requester_id,
            requester_email=requesters[ticket.requester_id].email or "",
            tags=frozenset(tags[ticket.id]),
            category_id=ticket.category_id
            if as_it_stands or ticket.category_decided_by in HUMAN_DECIDERS
            else None,
            language=ticket.language,
            hours_left=(ticket.due_at - uow.now) / _HOUR if ticket.due_at else None,
        )
        for ticket in tickets
    }
