"""Relay connections over a page of rows."""

from typing import Any, Generic, TypeVar

import strawberry

from schema.fields import derived

T = TypeVar("T")

PAGE_ARGUMENTS = {
    "first": "How many from the start, 1 to 100; 50 when neither `first` nor `last` is given.",
    "after": "Only what comes behind this cursor.",
    "last": "How many from the end, 1 to 100.",
    "before": "Only what comes before this cursor.",
}


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether more precedes this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last row.")


@strawberry.type(description="A row and its place in the list.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="The row's place, for `after` and `before`.")
    node: T = strawberry.field(description="The row.")


def _edges(root: Any) -> list[Any]:
    return [
        Edge(cursor=cursor, node=row) for cursor, row in zip(root.cursors, root.rows, strict=True)
    ]


async def _total_count(root: Any) -> int:
    return int(await root.count())


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = derived(_edges, "The rows with their cursors.")
    nodes: list[T] = derived(lambda page: page.rows, "The rows alone.")
    page_info: PageInfo = derived(lambda page: page, "Where this page lies.")
    total_count: int = strawberry.field(
        resolver=_total_count,
        description="How many rows the whole list has; counted only when asked for.",
    )
