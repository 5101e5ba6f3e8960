"""People."""

from typing import Annotated, Any

import strawberry

from domain import lists, models
from domain.policy import require_staff
from schema.arguments import After, Before, Filter, First, Last, OrderBy
from schema.connections import Connection
from schema.context import Info
from schema.inputs.orders import UserOrder
from schema.inputs.person_filter import UserFilter
from schema.paging import list_page
from schema.types.user import User


async def _users(
    info: Info,
    filter: Filter[UserFilter] = None,
    order_by: OrderBy[UserOrder] = None,
    with_deleted: Annotated[
        bool, strawberry.argument(description="Whether deleted people are in the list, too.")
    ] = False,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_staff(actor)
    rows = models.User.all() if with_deleted else models.User.filter(deleted_at=None)
    return list_page(rows, lists.USERS, actor, filter, order_by, first, after, last, before)


users = strawberry.field(
    resolver=_users,
    name="users",
    graphql_type=Connection[User],
    description="People, the longest known first unless sorted otherwise. For staff.",
)
