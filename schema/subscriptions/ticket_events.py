"""Every event of every ticket that the viewer may see, in order, each once."""

from collections.abc import AsyncIterable
from typing import Annotated, Any

import strawberry

from domain.actors import Actor
from domain.feed import EVERYTHING, of_requester, of_ticket
from domain.models import Event
from domain.policy import may_see_event, require_known
from domain.vocabulary import EventKind
from schema.context import Info
from schema.live import Following
from schema.scalars import Position
from schema.subscriptions.arguments import AFTER
from schema.types.event import TicketEvent


@strawberry.input(
    description="Which events; all conditions must hold. They look at the event, never at the "
    "ticket's present state."
)
class TicketEventFilter:
    kinds: list[EventKind] | None = strawberry.field(
        default=None, description="Only events of these kinds."
    )
    ticket_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only events of these tickets."
    )
    actor_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only what these users did."
    )

    def matches(self, event: Event) -> bool:
        return (
            (self.kinds is None or event.kind in self.kinds)
            and (self.ticket_ids is None or event.ticket_id in self.ticket_ids)
            and (self.actor_ids is None or event.actor_id in self.actor_ids)
        )


def _ticket_events(
    info: Info,
    after: Annotated[Position | None, strawberry.argument(description=AFTER)] = None,
    ticket_id: Annotated[
        strawberry.ID | None, strawberry.argument(description="Only events of this ticket.")
    ] = None,
    filter: Annotated[
        TicketEventFilter | None, strawberry.argument(description="Which events.")
    ] = None,
) -> AsyncIterable[Any]:
    viewer = require_known(info.context.actor)

    def wanted(actor: Actor, event: Event) -> bool:
        return (
            (ticket_id is None or event.ticket_id == ticket_id)
            and (filter is None or filter.matches(event))
            and may_see_event(actor, event)
        )

    if ticket_id is not None:
        topic = of_ticket(ticket_id)
    else:
        topic = EVERYTHING if info.context.actor.is_staff else of_requester(viewer)
    return Following(topic, wanted, after)


ticket_events = strawberry.subscription(
    resolver=_ticket_events,
    name="ticketEvents",
    graphql_type=TicketEvent,
    description="What happens to tickets: a requester's own, all for staff. For everybody signed "
    "in. Replays after a position without gap or double; POSITION_EXPIRED means: load again.",
)
