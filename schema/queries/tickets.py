"""Tickets: one, and lists."""

from typing import Annotated, Any

import strawberry

from domain import models
from domain.policy import may_read_ticket, require_known, visible_tickets
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.context import Info
from schema.paging import load_page
from schema.types.ticket import Ticket


async def _ticket(
    info: Info,
    id: Annotated[strawberry.ID | None, strawberry.argument(description="Its id.")] = None,
    number: Annotated[
        int | None, strawberry.argument(description="Its number, instead of the id.")
    ] = None,
) -> Any:
    require_known(info.context.actor)
    if id is not None:
        ticket = await info.context.loaders.tickets.load(id)
    else:
        ticket = await models.Ticket.get_or_none(number=number)
    return ticket if ticket and may_read_ticket(info.context.actor, ticket) else None


async def _tickets(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_known(info.context.actor)
    rows = models.Ticket.filter(visible_tickets(info.context.actor))
    return await load_page(rows, "created_at", first, after, last, before)


ticket = strawberry.field(
    resolver=_ticket,
    name="ticket",
    graphql_type=Ticket | None,
    description="A ticket; null when it does not exist or the viewer may not see it. For "
    "everybody signed in.",
)

tickets = strawberry.field(
    resolver=_tickets,
    name="tickets",
    graphql_type=Connection[Ticket],
    description="Tickets: a requester's own, all for staff. For everybody signed in.",
)
