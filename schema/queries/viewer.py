"""Who I am."""

from typing import Any

import strawberry

from schema.context import Info
from schema.types.user import User


async def _viewer(info: Info) -> Any:
    user_id = info.context.actor.user_id
    return None if user_id is None else await info.context.loaders.users.load(user_id)


viewer = strawberry.field(
    resolver=_viewer,
    name="viewer",
    graphql_type=User | None,
    description="Who is signed in; null for nobody.",
)
