"""Who gets which ticket, for moderators and admins."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import strawberry

from domain.models import Event
from domain.policy import require_staff
from domain.vocabulary import EventKind
from schema.context import Info
from schema.scalars import Position
from schema.subscriptions.following import AFTER, follow
from schema.types.event import AssignmentEvent

_KINDS = frozenset(
    {EventKind.TICKET_ASSIGNED, EventKind.TICKET_UNASSIGNED, EventKind.TICKET_QUEUED}
)


async def _assignment_feed(
    info: Info,
    after: Annotated[Position | None, strawberry.argument(description=AFTER)] = None,
    mine: Annotated[
        bool,
        strawberry.argument(description="Only tickets that come to the viewer or leave him."),
    ] = False,
) -> AsyncGenerator[Any, None]:
    viewer = require_staff(info.context.actor)

    def wanted(event: Event) -> bool:
        if event.kind not in _KINDS:
            return False
        concerned = (event.assignee_id, event.data.get("previousAssigneeId"))
        return not mine or viewer in concerned

    async with aclosing(follow(info.context, after, wanted)) as events:
        async for event in events:
            yield event


assignment_feed = strawberry.subscription(
    resolver=_assignment_feed,
    name="assignmentFeed",
    graphql_type=AssignmentEvent,
    description="Each step of every ticket's assignment, with its reasons. For staff. Replays "
    "after a position without gap or double; POSITION_EXPIRED means: load again.",
)
