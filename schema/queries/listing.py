"""Lists of all rows of a table, for those who may read each of them."""

from collections.abc import Callable
from typing import Any

import strawberry

from domain.actors import Actor
from domain.lists import Listing
from schema.arguments import After, Before, Filter, First, Last, OrderBy
from schema.connections import Connection
from schema.context import Info
from schema.paging import list_page


def list_field(
    name: str,
    row_type: type[Any],
    listing: Listing,
    *,
    require: Callable[[Actor], object],
    filter: type[object],
    order_by: type[object],
    description: str,
) -> Any:
    """A root field with the rows of `listing` as a connection of `row_type`.

    `require` raises for a viewer who may not read the list; `filter` and `order_by` are the
    inputs made for this listing.
    """
    arguments: dict[str, Any] = {
        "filter": Filter[filter],  # type: ignore[valid-type, misc]
        "order_by": OrderBy[order_by],  # type: ignore[valid-type, misc]
    }

    async def resolve(
        info: Info,
        filter: Any = None,
        order_by: Any = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Any:
        actor = info.context.actor
        require(actor)
        rows = listing.filters.model.all()
        return list_page(rows, listing, actor, filter, order_by, first, after, last, before)

    resolve.__name__ = name  # two fields of one name would be one
    resolve.__annotations__.update(arguments)
    return strawberry.field(
        resolver=resolve,
        name=name,
        graphql_type=Connection[row_type],  # type: ignore[valid-type]
        description=description,
    )
