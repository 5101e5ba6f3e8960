"""Who gets which ticket, for moderators and admins."""

from collections.abc import AsyncIterable
from typing import Annotated, Any

import strawberry

from domain.actors import Actor
from domain.feed import EVERYTHING
from domain.models import Event
from domain.policy import require_staff
from domain.vocabulary import EventKind
from schema.context import Info
from schema.live import Following
from schema.scalars import Position
from schema.subscriptions.arguments import AFTER
from schema.types.event import AssignmentEvent

_KINDS = frozenset(
    {EventKind.TICKET_ASSIGNED, EventKind.TICKET_UNASSIGNED, EventKind.TICKET_QUEUED}
)


def _assignment_feed(
    info: Info,
    after: Annotated[Position | None, strawberry.argument(description=AFTER)] = None,
    mine: Annotated[
        bool,
        strawberry.argument(description="Only tickets that come to the viewer or leave him."),
    ] = False,
) -> AsyncIterable[Any]:
    require_staff(info.context.actor)

    def wanted(actor: Actor, event: Event) -> bool:
        if event.kind not in _KINDS:
            return False
        concerned = (event.assignee_id, event.data.get("previousAssigneeId"))
        return not mine or actor.user_id in concerned

    return Following(EVERYTHING, wanted, after)


assignment_feed = strawberry.subscription(
    resolver=_assignment_feed,
    name="assignmentFeed",
    graphql_type=AssignmentEvent,
    description="Each step of every ticket's assignment, with its reasons. For staff. Replays "
    "after a position without gap or double; POSITION_EXPIRED means: load again.",
)
