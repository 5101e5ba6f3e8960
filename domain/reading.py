"""Reads of single columns, from a query's conditions or by id.

What Tortoise describes (a model, a query's conditions) stays the definition; only its way from
a statement to rows is left out, because it costs more than the statement itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from pypika_tortoise.terms import Parameterizer
from tortoise.connection import get_connection
from tortoise.expressions import Q, ResolveContext
from tortoise.fields import BooleanField, CharField, IntField
from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.conditions import Condition
from domain.database.parameters import among, parameter
from domain.database.rows import Row, fetch_rows
from domain.selection import Linked, Selection

# LIMIT as a parameter would have PostgreSQL plan a statement anew each time; few different
# ones keep the statements few.
_LIMITS = (2, 11, 26, 51, 101)


@dataclass(frozen=True, slots=True)
class OuterColumn:
    """A column of the row that a query is asked for, in SQL; stands where its value would.

    A query with conditions on it is a part of the statement that reads those rows.
    """

    sql: str


_COMPARED = (str, int, Enum, OuterColumn)


async def rows_where(selection: Selection, query: QuerySet[Any], tail: str = "") -> list[Row]:
    """The rows that satisfy the conditions of `query`, of which nothing else is looked at."""
    where, values = conditions_of(query, selection.values)
    return await fetch_rows(selection.row_type, f"{selection.sql}{where}{tail}", values)


async def rows_by_id(selection: Selection, ids: Collection[str]) -> list[Row]:
    """In no order; what does not exist is left out."""
    table = selection.row_type.row_of._meta.db_table
    return await _rows_among(selection, f'"{table}"."id"', ids, "")


async def rows_linked(selection: Selection, linked: Linked, owners: Collection[str]) -> list[Row]:
    """The rows of all these owners, sorted."""
    owner = f'"{linked.link._meta.db_table}"."{linked.owner}"'
    tail = f' ORDER BY "linked"."{linked.sorted_by}"'
    return await _rows_among(selection, owner, owners, tail)


def limit(rows: int) -> str:
    """A LIMIT of at least so many rows."""
    return f" LIMIT {next((limit for limit in _LIMITS if limit >= rows), rows)}"


async def _rows_among(
    selection: Selection, column: str, values: Collection[str], tail: str
) -> list[Row]:
    """One statement for any number of values."""
    condition, given = among(column, values)
    sql = f"{selection.sql} WHERE {condition}{tail}"
    return await fetch_rows(selection.row_type, sql, [given])


def conditions_of(query: QuerySet[Any], values: Sequence[Any] = ()) -> tuple[str, list[Any]]:
    """What a query filters by, as ` WHERE …`; nothing if by nothing. With all parameters of
    the statement, of which `values` are those before."""
    parameters = Parameterizer()
    parameters.values += values
    conditions = []
    for q in query._q_objects:
        if not q.children and not q.filters and not isinstance(q, Condition):
            continue  # everything
        condition = _equalities(query.model, q, parameters)
        if condition is None:
            condition = _resolved(query.model, q, parameters)
        if condition:
            conditions.append(f"({condition})")
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), parameters.values


def _equalities(model: type[Model], q: Q, parameters: Parameterizer) -> str | None:
    """The SQL of columns that all equal values; None for whatever else it is.

    Policies and relations ask nothing but this, with every statement.
    """
    if q.children or q._is_negated or q.join_type != Q.AND or isinstance(q, Condition):
        return None
    asked = [(_column(model, name), value) for name, value in q.filters.items()]
    if not all(column and isinstance(value, _COMPARED) for column, value in asked):
        return None
    values, equal = parameters.values, []
    for (name, encode), value in asked:
        if isinstance(value, OuterColumn):
            equal.append(f"{name}={value.sql}")
            continue
        values.append(encode(value, model))
        equal.append(f"{name}={parameter(len(values))}")
    return " AND ".join(equal)


@lru_cache
def _column(model: type[Model], name: str) -> Any:
    """A column in SQL and what makes a value one of its own; None if it is not that simple."""
    column = model._meta.fields_db_projection.get(name)
    field = model._meta.fields_map.get(name)
    if column is None or not isinstance(field, CharField | IntField | BooleanField):
        return None
    return f'"{model._meta.db_table}"."{column}"', field.to_db_value


def _resolved(model: type[Model], q: Q, parameters: Parameterizer) -> str:
    """The SQL of a condition as Tortoise, or its own criterion, spells it."""
    found = q.resolve(ResolveContext(model, model._meta.basetable, {}, {}))
    if found.joins:
        raise ValueError("Lists filter by other tables with EXISTS, not with joins.")
    if not found.where_criterion:
        return ""
    context = get_connection("default").query_class.SQL_CONTEXT.copy(
        parameterizer=parameters, with_namespace=True
    )
    return found.where_criterion.get_sql(context)
