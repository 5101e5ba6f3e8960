"""People."""

from typing import Annotated, Any

import strawberry

from domain import models
from domain.policy import require_staff
from domain.vocabulary import Role
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.context import Info
from schema.paging import load_page
from schema.types.user import User


async def _users(
    info: Info,
    role: Annotated[
        Role | None, strawberry.argument(description="Only people in this role.")
    ] = None,
    is_available: Annotated[
        bool | None, strawberry.argument(description="Only who takes new tickets, or does not.")
    ] = None,
    with_deleted: Annotated[
        bool, strawberry.argument(description="Whether deleted people are listed, too.")
    ] = False,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_staff(info.context.actor)
    rows = models.User.all() if with_deleted else models.User.filter(deleted_at=None)
    if role is not None:
        rows = rows.filter(role=role)
    if is_available is not None:
        rows = rows.filter(is_available=is_available)
    return await load_page(rows, "created_at", first, after, last, before)


users = strawberry.field(
    resolver=_users,
    name="users",
    graphql_type=Connection[User],
    description="People, the longest known first. For staff.",
)
