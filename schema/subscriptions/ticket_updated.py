"""One ticket as it is, and again after every change."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import strawberry

from domain.errors import AccessError, ErrorCode
from domain.event_log import head_position
from domain.ids import is_id
from domain.models import Event
from domain.models import Ticket as TicketRow
from domain.policy import may_read_ticket, may_see_event, require_known
from schema.context import Info
from schema.subscriptions.following import follow
from schema.types.ticket import Ticket


async def _ticket_updated(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="The ticket.")],
) -> AsyncGenerator[Any, None]:
    context = info.context
    require_known(context.actor)
    # The position first: a change between the two reads is then sent twice, never lost.
    position = await head_position()
    ticket = await TicketRow.get_or_none(id=id) if is_id(id, "tkt") else None
    if ticket is None or not may_read_ticket(context.actor, ticket):
        raise AccessError(ErrorCode.NOT_FOUND, "There is no such ticket.")
    yield ticket

    def wanted(event: Event) -> bool:
        return event.ticket_id == id and may_see_event(context.actor, event)

    async with aclosing(follow(context, position, wanted)) as events:
        async for _ in events:
            current = await context.loaders.tickets.load(id)
            if current is None or not may_read_ticket(context.actor, current):
                return
            yield current


ticket_updated = strawberry.subscription(
    resolver=_ticket_updated,
    name="ticketUpdated",
    graphql_type=Ticket,
    description="A ticket as it is, then again after every change; ends when it is deleted or no "
    "longer visible. For everybody who may see it; else NOT_FOUND.",
)
