"""Where the live feed stands."""

import strawberry

from domain.event_log import head_position
from domain.policy import require_known
from schema.context import Info
from schema.scalars import Position


async def _feed_position(info: Info) -> int:
    require_known(info.context.actor)
    return await head_position()


feed_position = strawberry.field(
    resolver=_feed_position,
    name="feedPosition",
    graphql_type=Position,
    description="The newest position of the event log. Read it, then a list, then subscribe "
    "`after` it: nothing is missed. For everybody signed in.",
)
