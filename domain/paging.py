"""Pages of a list by key: stable while rows arrive, the same speed at any depth.

A cursor is the place of a row (the values it is sorted by), so that a page begins behind
that place whatever has come or gone before it.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.conditions import Condition, row_beyond
from domain.counting import count_of, count_where
from domain.cursors import Cursors, Order, decode_cursor, decode_place, encode_place
from domain.database.json_text import items_of
from domain.database.rows import Row, fetch_row
from domain.errors import DomainError, ErrorCode
from domain.reading import conditions_of, limit, rows_where
from domain.selection import Join, Selection, Written, select, select_written

T = TypeVar("T")
M = TypeVar("M", bound=Model)

DEFAULT_SIZE = 50
MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list: at most `size` rows between two cursors, from one of the ends."""

    size: int
    after: str | None = None
    before: str | None = None
    from_end: bool = False


@dataclass(slots=True)
class Page(Generic[T]):
    """Some neighbouring rows of a list, in its order.

    Whether more lies on the side that a cursor cut off is taken from the cursor: its row
    was there when it was given. Everything else is read.
    """

    rows: list[T]
    cursors: Sequence[str]
    has_next_page: bool
    has_previous_page: bool

    @property
    def start_cursor(self) -> str | None:
        return self.cursors[0] if self.cursors else None

    @property
    def end_cursor(self) -> str | None:
        return self.cursors[-1] if self.cursors else None


@dataclass(slots=True)
class CountedPage(Page[T]):
    """A page that can also count its whole list."""

    query: QuerySet[Any]

    async def count(self) -> int:
        """How many rows the whole list has; one more statement."""
        return await count_where(self.query)


@dataclass(slots=True)
class ListedPage(Page[T]):
    """A page of a list that is known as a whole."""

    total: int

    async def count(self) -> int:
        return self.total


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """All rows of a page as the JSON of a list."""

    json: str | None


@dataclass(slots=True)
class WrittenPage:
    """A page of which nothing but its rows is known, and perhaps the `total` of its list."""

    rows: WrittenRows
    total: int

    async def count(self) -> int:
        return self.total


def window_of(
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Window:
    """Relay's four arguments, checked; 50 from the start when no size is given.

    Raises DomainError BAD_REQUEST when both sizes are given, OUT_OF_RANGE for a size that
    is not 1–100.
    """
    if first is not None and last is not None:
        raise DomainError(ErrorCode.BAD_REQUEST, "Give `first` or `last`, not both.", ("last",))
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 1 <= size <= MAX_SIZE:
            message = f"`{name}` is between 1 and {MAX_SIZE}."
            raise DomainError(ErrorCode.OUT_OF_RANGE, message, (name,))
    if last is not None:
        return Window(last, after, before, from_end=True)
    return Window(first or DEFAULT_SIZE, after, before)


@dataclass(slots=True)
class UnreadPage:
    """A page of which it is not yet said what of its rows is wanted."""

    query: QuerySet[Any]
    order: Order
    window: Window
    part: QuerySet[Any]
    _whole: asyncio.Task[CountedPage[Row]] | None = None

    async def read(
        self, columns: Collection[str] | None, joins: Collection[Join] = ()
    ) -> CountedPage[Row]:
        """Its rows by one statement, with these columns, or all that the query wants."""
        model = self.query.model
        if columns is None:
            columns = self.query._fields_for_select or model._meta.fields_db_projection
        return await self._read(select(model, {*columns, *self.order.columns}, joins))

    async def read_written(self, written: Written) -> CountedPage[Row]:
        """Its rows as JSON that the database makes of them."""
        return await self._read(select_written(self.query.model, self.order.columns, written))

    async def read_all_written(self, written: Written, *, counted: bool) -> WrittenPage:
        """All its rows as one JSON, and the total if `counted`, by one statement."""
        model, window = self.query.model, self.window
        count = count_of(self.query, written.values) if counted else None
        where, values = conditions_of(self.part, count.values if count else written.values)
        table, order = model._meta.db_table, self.order.sql(model)
        source = f'FROM "{table}"{written.joins}{where}{order} LIMIT {window.size}'
        items = items_of(f"{written.sql} AS j {source}", checked=written.may_be_null)
        sql = f"SELECT '['||{items}||']' AS json"
        if count is None:
            [json] = await fetch_row(sql, values)
            return WrittenPage(WrittenRows(json), 0)
        sql = f"SELECT json, {count.columns} FROM ({sql}) y, {count.source}"
        json, end, rows = await fetch_row(sql, values)
        return WrittenPage(WrittenRows(json), count.settle(end, rows))

    async def _read(self, selection: Selection) -> CountedPage[Row]:
        model, window = self.query.model, self.window
        read = self.order.reversed if window.from_end else self.order
        tail = f"{read.sql(model)}{limit(window.size + 1)}"
        rows = await rows_where(selection, self.part, tail)
        has_more = len(rows) > window.size
        del rows[window.size :]
        if window.from_end:
            rows.reverse()
        return CountedPage(
            rows,
            Cursors(self.order, rows),
            has_next_page=window.before is not None if window.from_end else has_more,
            has_previous_page=has_more if window.from_end else window.after is not None,
            query=self.query,
        )

    async def whole(self) -> CountedPage[Row]:
        """Its rows with all columns; read once, whoever asks."""
        if self._whole is None:
            self._whole = asyncio.ensure_future(self.read(None))
        return await asyncio.shield(self._whole)

    async def count(self) -> int:
        """How many rows the whole list has; one statement."""
        return await count_where(self.query)


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """The one row that satisfies a query's conditions, if there is one; not read yet."""

    query: QuerySet[Any]

    async def read(
        self, columns: Collection[str] | None = None, joins: Collection[Join] = ()
    ) -> Row | None:
        """The row with these columns, or with all; None where there is none."""
        rows = await rows_where(select(self.query.model, columns, joins), self.query, limit(1))
        return rows[0] if rows else None

    async def read_written(self, written: Written) -> Row | None:
        """The row as JSON that the database makes of it."""
        selection = select_written(self.query.model, (), written)
        rows = await rows_where(selection, self.query, limit(1))
        return rows[0] if rows else None


def page_of(query: QuerySet[Any], order: Order, window: Window) -> UnreadPage:
    """The rows that `query` finds, sorted by `order`, in `window`.

    Of the query its model and its conditions count. Raises DomainError BAD_REQUEST for a
    cursor that is malformed or of another order.
    """
    part = query
    if window.after is not None:
        values = decode_cursor(query.model, order, window.after, "after")
        part = part.filter(_beyond(query.model, order, values))
    if window.before is not None:
        values = decode_cursor(query.model, order, window.before, "before")
        part = part.filter(_beyond(query.model, order.reversed, values))
    return UnreadPage(query, order, window, part)


async def fetch_page(query: QuerySet[Any], order: Order, window: Window) -> CountedPage[Row]:
    """The same, read as a whole by one statement."""
    return await page_of(query, order, window).whole()


def cut_page(items: Sequence[T], name: str, window: Window) -> ListedPage[T]:
    """A page of a list that is in memory; its cursors are places from the start."""
    start = 0 if window.after is None else decode_place(window.after, name, "after") + 1
    end = len(items) if window.before is None else decode_place(window.before, name, "before")
    end = min(end, len(items))
    if window.from_end:
        start = max(start, end - window.size)
    else:
        end = min(end, start + window.size)
    places = range(start, max(start, end))
    return ListedPage(
        [items[place] for place in places],
        [encode_place(name, place) for place in places],
        has_next_page=end < len(items),
        has_previous_page=start > 0 and len(items) > 0,
        total=len(items),
    )


async def load_listed(page: ListedPage[str], model: type[M]) -> ListedPage[M]:
    """The rows whose ids are on `page`, in its order; one that is gone by now is left out."""
    found = {row.pk: row for row in await model.filter(pk__in=page.rows)}
    kept = [(id, cursor) for id, cursor in zip(page.rows, page.cursors, strict=True) if id in found]
    return ListedPage(
        [found[id] for id, _ in kept],
        [cursor for _, cursor in kept],
        page.has_next_page,
        page.has_previous_page,
        page.total,
    )


def _beyond(model: type[Model], order: Order, values: list[Any]) -> Condition:
    table = model._meta.basetable
    columns = [table[model._meta.fields_db_projection[name]] for name in order.columns]
    return Condition(row_beyond(columns, values, descending=order.descending))
