"""From Relay's four arguments to a page of rows."""

from typing import Any

from tortoise.queryset import QuerySet

from domain.actors import Actor
from domain.lists import Listing
from domain.paging import UnreadPage, page_of, window_of
from schema.enums import OrderDirection
from schema.inputs.filters import as_filter


def list_page(
    rows: QuerySet[Any],
    listing: Listing,
    actor: Actor,
    filter: Any,
    order_by: Any,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> UnreadPage:
    """A page of those `rows` that the filter finds; see domain.paging for what is refused.

    `filter` and `order_by` are inputs made for this `listing`, or None.
    """
    order = listing.default
    if order_by is not None:
        is_descending = order_by.direction is OrderDirection.DESC
        order = listing.sorted_by(order_by.field, descending=is_descending)
    window = window_of(first, after, last, before)
    if filter is not None:
        rows = rows.filter(listing.where(as_filter(filter), actor))
    return page_of(rows, order, window)
