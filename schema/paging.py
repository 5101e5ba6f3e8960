"""From Relay's four arguments to a page of rows."""

from typing import TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.paging import CountedPage, Order, fetch_page, window_of

M = TypeVar("M", bound=Model)


async def load_page(
    rows: QuerySet[M],
    column: str,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    descending: bool = False,
    is_unique: bool = False,
) -> CountedPage[M]:
    """A page of `rows` by `column`; see domain.paging for what is refused."""
    window = window_of(first, after, last, before)
    return await fetch_page(rows, Order(column, descending, is_unique), window)
