"""What Tortoise's Q cannot say: EXISTS, IS NOT TRUE, comparing rows, SQL around a query.

A `Condition` goes wherever a Q goes, at the top level of a query. It never joins, so that
it never doubles a row.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pypika_tortoise.context import SqlContext
from pypika_tortoise.enums import Dialects
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Term, ValueWrapper
from tortoise.expressions import Q, ResolveContext, Subquery
from tortoise.query_utils import QueryModifier
from tortoise.queryset import QuerySet

MakeSql = Callable[[SqlContext], str]


class Sql(Criterion):
    """A criterion written by hand."""

    def __init__(self, make: MakeSql) -> None:
        super().__init__()
        self._make = make

    def get_sql(self, ctx: SqlContext) -> str:
        return self._make(ctx.copy(with_alias=False, subcriterion=False))


class Condition(Q):
    """A Q made of one criterion.

    Tortoise drops an empty Q from an OR, and lets rows with nulls fall out of a NOT; this
    one is never empty, and its negation is IS NOT TRUE.
    """

    __slots__ = ("criterion",)

    def __init__(self, criterion: Criterion) -> None:
        super().__init__()
        self.criterion = criterion

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __invert__(self) -> Q:
        return Condition(is_not_true(self.criterion))

    def resolve(self, resolve_context: ResolveContext) -> QueryModifier:
        return QueryModifier(where_criterion=self.criterion)


TRUE: Criterion = Sql(lambda ctx: "1=1")
FALSE: Criterion = Sql(lambda ctx: "1=0")


def all_of(criteria: Iterable[Criterion]) -> Criterion:
    return _joined(" AND ", list(criteria)) or TRUE


def any_of(criteria: Iterable[Criterion]) -> Criterion:
    return _joined(" OR ", list(criteria)) or FALSE


def is_not_true(inner: Criterion) -> Criterion:
    """False or unknown: the complement of the rows that `inner` finds."""
    return Sql(lambda ctx: f"({inner.get_sql(ctx)}) IS NOT TRUE")


def exists(table: Table, where: Criterion) -> Criterion:
    """Whether a row of `table` satisfies `where`, which may name outer tables."""

    def make(ctx: SqlContext) -> str:
        inner = ctx.copy(with_namespace=True)
        name = f'"{table._table_name}"' + (f' "{table.alias}"' if table.alias else "")
        return f"EXISTS (SELECT 1 FROM {name} WHERE {where.get_sql(inner)})"

    return Sql(make)


def like(column: Term, pattern: str) -> Criterion:
    """LIKE in which ASCII letters match in either case; `\\` takes a wildcard's meaning away."""

    def make(ctx: SqlContext) -> str:
        operator = "LIKE" if ctx.dialect == Dialects.SQLITE else "ILIKE"
        return f"{column.get_sql(ctx)} {operator} {ValueWrapper(pattern).get_sql(ctx)} ESCAPE '\\'"

    return Sql(make)


def has_text(column: Term, text: str) -> Criterion:
    """Whether a column with a JSON list holds `text`."""

    def make(ctx: SqlContext) -> str:
        values, wanted = column.get_sql(ctx), ValueWrapper(text).get_sql(ctx)
        if ctx.dialect == Dialects.SQLITE:
            return f"EXISTS (SELECT 1 FROM json_each({values}) WHERE value = {wanted})"
        return f"jsonb_exists({values}, {wanted})"

    return Sql(make)


def row_beyond(columns: Sequence[Term], values: Sequence[Any], *, descending: bool) -> Criterion:
    """Rows behind the row of `values` when sorted by `columns`, all in one direction.

    A comparison of rows is a range of an index on exactly these columns, on both databases.
    `a > x OR (a = x AND b > y)` says the same, but PostgreSQL walks the index from its start
    for it, and `a >= x AND …` reads all rows that tie on `a` (a quarter of all, for a
    priority).
    """

    def make(ctx: SqlContext) -> str:
        left = ", ".join(column.get_sql(ctx) for column in columns)
        right = ", ".join(ValueWrapper(value).get_sql(ctx) for value in values)
        return f"({left}) {'<' if descending else '>'} ({right})"

    return Sql(make)


def is_among(table: str, column: str, rows: QuerySet[Any]) -> Condition:
    """Whether the column holds the id of one of `rows`."""
    ids = Subquery(rows.values("id"))
    # The subquery brings its own parentheses. A second pair would make it a single value to
    # SQLite, which then compares with the first row alone.
    return Condition(
        Sql(lambda ctx: f'"{table}"."{column}" IN {ids.get_sql(ctx.copy(subquery=True))}')
    )


def statement_of(query: Any) -> tuple[str, list[Any]]:
    """The SQL of an unsent Tortoise query and its parameters, to put other SQL around it.

    Its placeholders count from 1, so it must come first, and what surrounds it must bring
    no parameters before it.
    """
    query._choose_db_if_not_chosen()
    query._make_query()
    sql, values = query.query.get_parameterized_sql()
    return sql, values


def _joined(word: str, criteria: list[Criterion]) -> Criterion | None:
    """Side by side, not one in another: however many there are, nothing recurses."""
    if len(criteria) < 2:
        return criteria[0] if criteria else None
    return Sql(lambda ctx: f"({word.join(f'({one.get_sql(ctx)})' for one in criteria)})")
