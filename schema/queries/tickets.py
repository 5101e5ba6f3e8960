"""Tickets: one, and lists."""

from typing import Annotated, Any

import strawberry

from domain import models
from domain.cursors import Order
from domain.ids import ID_LENGTH
from domain.paging import UnreadRow, page_of, window_of
from domain.policy import require_known, visible_tickets
from domain.search import found_by_search, search_page
from domain.ticket_filters import filter_tickets
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.context import Info
from schema.fields import read_later
from schema.inputs.filters import as_filter
from schema.inputs.ticket_filter import TicketFilter, TicketOrder
from schema.types.ticket import Ticket


@read_later
async def _ticket(
    info: Info,
    id: Annotated[strawberry.ID | None, strawberry.argument(description="Its id.")] = None,
    number: Annotated[
        int | None, strawberry.argument(description="Its number, instead of the id.")
    ] = None,
) -> Any:
    actor = info.context.actor
    require_known(actor)
    if id is None:
        return UnreadRow(models.Ticket.filter(visible_tickets(actor), number=number))
    if len(id) > ID_LENGTH:  # longer ones make Tortoise raise
        return None
    return UnreadRow(models.Ticket.filter(visible_tickets(actor), id=id))


async def _tickets(
    info: Info,
    filter: Annotated[
        TicketFilter | None, strawberry.argument(description="Only tickets like this.")
    ] = None,
    order_by: Annotated[
        TicketOrder | None,
        strawberry.argument(
            description="How they are sorted; by default newest first, in a search by relevance."
        ),
    ] = None,
    search: Annotated[
        str | None,
        strawberry.argument(
            description="Words in title, description and comments, the last one perhaps only "
            "begun; or a number. At most 300 characters. Of more than 1,000 matches, the list has "
            "the newest 1,000, by relevance or by `orderBy`."
        ),
    ] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_known(actor)
    window = window_of(first, after, last, before)
    condition = filter_tickets(as_filter(filter), actor)
    if search is not None and order_by is None:
        return await search_page(actor, search, window, condition)
    if search is not None:
        condition = await found_by_search(actor, search, condition)
    rows = models.Ticket.filter(visible_tickets(actor), condition)
    order = order_by.to_domain() if order_by else Order("created_at", descending=True)
    return page_of(rows, order, window)


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
