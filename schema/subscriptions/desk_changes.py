"""What changes on the desk besides tickets: what to read again."""

from collections.abc import AsyncIterable
from typing import Annotated, Any

import strawberry

from domain.feed import EVERYTHING, FOR_ALL
from domain.policy import may_know_of_change, require_known
from schema.context import Info
from schema.live import Following
from schema.scalars import Position
from schema.subscriptions.arguments import AFTER
from schema.types.event import DeskChange


def _desk_changes(
    info: Info,
    after: Annotated[Position | None, strawberry.argument(description=AFTER)] = None,
) -> AsyncIterable[Any]:
    require_known(info.context.actor)
    topic = EVERYTHING if info.context.actor.is_staff else FOR_ALL
    return Following(topic, may_know_of_change, after)


desk_changes = strawberry.subscription(
    resolver=_desk_changes,
    name="deskChanges",
    graphql_type=DeskChange,
    description="That a category, an article, a person, a rule, a setting or anything else but a "
    "ticket has changed, for those who may read it: requesters hear of categories and public "
    "articles. For everybody signed in. Replays after a position without gap or double; "
    "POSITION_EXPIRED means: load again.",
)
