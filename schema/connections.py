"""Relay connections over a page of rows."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import strawberry

from domain.paging import Page, UnreadPage
from schema.fields import OPEN

T = TypeVar("T")

PAGE_ARGUMENTS = {
    "first": "How many from the start, 1 to 100; 50 when neither `first` nor `last` is given.",
    "after": "Only what comes behind this cursor.",
    "last": "How many from the end, 1 to 100.",
    "before": "Only what comes before this cursor.",
}


ROW_OF_PAGE = {"row_of_page": True}
"""Metadata of fields that give a page's rows: what is selected there is read of them."""


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether more precedes this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last row.")


@strawberry.type(description="A row and its place in the list.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="The row's place, for `after` and `before`.")
    node: T = strawberry.field(description="The row.", metadata=ROW_OF_PAGE)


def _edges(page: Page[Any]) -> list[Any]:
    return [
        Edge(cursor=cursor, node=row) for cursor, row in zip(page.cursors, page.rows, strict=True)
    ]


def _of_page(function: Callable[[Page[Any]], Any], description: str, **metadata: bool) -> Any:
    """A pure function of the page, which must have been read."""

    async def resolve(root: Any) -> Any:
        return function(await root.whole() if isinstance(root, UnreadPage) else root)

    known = {"derived": function, "gate": OPEN, **metadata}
    return strawberry.field(resolver=resolve, description=description, metadata=known)


async def _total_count(root: Any) -> int:
    return int(await root.count())


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = _of_page(_edges, "The rows with their cursors.")
    nodes: list[T] = _of_page(lambda page: page.rows, "The rows alone.", **ROW_OF_PAGE)
    page_info: PageInfo = _of_page(lambda page: page, "Where this page lies.")
    total_count: int = strawberry.field(
        resolver=_total_count,
        description="How many rows the whole list has; counted only when asked for.",
        metadata={"total_of_page": True},
    )
