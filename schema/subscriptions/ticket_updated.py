"""One ticket as it is, and again after every change."""

from collections.abc import AsyncIterable
from typing import Annotated, Any

import strawberry

from domain.actors import Actor
from domain.feed import of_ticket
from domain.ids import is_id
from domain.models import Event
from domain.policy import may_read_ticket, may_see_event, require_known
from schema.context import Context, Info
from schema.live import Following, State
from schema.types.ticket import Ticket


def _ticket_updated(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="The ticket.")],
) -> AsyncIterable[Any]:
    require_known(info.context.actor)

    def wanted(actor: Actor, event: Event) -> bool:
        return event.ticket_id == id and may_see_event(actor, event)

    async def state(context: Context) -> State | None:
        ticket = await context.loaders.tickets.load(id) if is_id(id, "tkt") else None
        if ticket is None or not may_read_ticket(context.actor, ticket):
            return None
        return State(ticket)

    return Following(of_ticket(id), wanted, state=state, missing="There is no such ticket.")


ticket_updated = strawberry.subscription(
    resolver=_ticket_updated,
    name="ticketUpdated",
    graphql_type=Ticket,
    description="A ticket as it is, then again after every change; ends when it is deleted or no "
    "longer visible. For everybody who may see it; else NOT_FOUND.",
)
