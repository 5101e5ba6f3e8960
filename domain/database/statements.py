"""Statements that a unit of work writes at its end, as few round trips as the database allows."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from tortoise import Model
from tortoise.backends.base.client import BaseDBAsyncClient

from domain.database import dialect
from domain.database.parameters import parameter

# Each combination is a statement of its own for PostgreSQL to keep prepared.
MOST_AT_ONCE: Final = 9
ROWS_AT_ONCE: Final = 200

M = TypeVar("M", bound=Model)

_PARAMETER = re.compile(r"\$(\d+)")


class Statement(NamedTuple):
    """`$1`, `$2` … stand for `values`, in this order on both databases."""

    sql: str
    values: Sequence[Any]


async def run(db: BaseDBAsyncClient, statement: Statement) -> int:
    """Run one write; returns how many rows it has changed."""
    sql, values = statement
    changed, _ = await db.execute_query(
        sql if dialect() == "postgres" else _for_sqlite(sql), list(values)
    )
    return changed


def alone(db: BaseDBAsyncClient) -> AbstractContextManager[None]:
    """Run reads in this block, or single writes that may stay whatever becomes of the rest.

    On PostgreSQL they are spared BEGIN and COMMIT where nothing else was asked before.
    """
    spared: AbstractContextManager[None] = getattr(db, "alone", nullcontext)()
    return spared


def is_one(statements: Sequence[Statement]) -> bool:
    """Whether `run_together` sends these as a single statement."""
    return len(statements) == 1 or (dialect() == "postgres" and len(statements) <= MOST_AT_ONCE)


async def run_together(db: BaseDBAsyncClient, statements: Sequence[Statement]) -> None:
    """Run writes that need not see each other's effects, in any order.

    PostgreSQL takes a few of them as one statement, and sees the rows as they were before for
    all: no two may write the same row.
    """
    if dialect() == "postgres" and 1 < len(statements) <= MOST_AT_ONCE:
        together = [value for statement in statements for value in statement.values]
        await db.execute_query(joined(tuple(it.sql for it in statements)), together)
    else:
        for statement in statements:
            await run(db, statement)


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> list[Statement]:
    """What inserts `rows`, all of one model, `ROWS_AT_ONCE` with each statement."""
    meta = rows[0]._meta
    fields = [(name, meta.fields_map[name]) for name in meta.fields_db_projection]
    columns = tuple(meta.fields_db_projection.values())
    values = [
        [field.to_db_value(getattr(row, name), row) for name, field in fields] for row in rows
    ]
    return insert_rows(meta.db_table, columns, values, ignore_conflicts=ignore_conflicts)


def insert_rows(
    table: str,
    columns: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> list[Statement]:
    """As `insert`, for rows as the database takes them, which fills the other columns."""
    return [
        insert_values(table, columns, rows[start : start + ROWS_AT_ONCE], ignore_conflicts)
        for start in range(0, len(rows), ROWS_AT_ONCE)
    ]


def insert_values(
    table: str,
    columns: tuple[str, ...],
    rows: Sequence[Sequence[Any]],
    ignore_conflicts: bool = False,
) -> Statement:
    """What inserts these few rows, the database filling the other columns."""
    sql = _insert(table, columns, len(rows), ignore_conflicts)
    return Statement(sql, [value for row in rows for value in row])


def update(row: Model, names: tuple[str, ...]) -> Statement:
    """What writes these fields of a row to the database."""
    fields = row._meta.fields_map
    values = [fields[name].to_db_value(getattr(row, name), row) for name in names]
    return Statement(_update(type(row), names), [*values, row.pk])


async def lock_row(db: BaseDBAsyncClient, model: type[M], key: str) -> M | None:
    """The row of this key, kept from other writers until the transaction ends.

    SQLite has one writer at a time. Rows that refer to it may be written meanwhile.
    """
    return await _row(db, model, key, " FOR NO KEY UPDATE" if dialect() == "postgres" else "")


async def read_row(db: BaseDBAsyncClient, model: type[M], key: str) -> M | None:
    """The row of this key."""
    return await _row(db, model, key, "")


async def _row(db: BaseDBAsyncClient, model: type[M], key: str, lock: str) -> M | None:
    rows = await db.execute_query_dict(select_by_key(model, parameter()) + lock, [key])
    return model._init_from_db(**rows[0]) if rows else None


@lru_cache(maxsize=500)
def joined(sqls: tuple[str, ...]) -> str:
    """The last one with all others before it as the CTEs `w0`, `w1` …

    Parameters are numbered after those of the statements before.
    """
    parts = []
    used = 0
    for sql in sqls:
        own = max((int(number) for number in _PARAMETER.findall(sql)), default=0)
        parts.append(_shifted(sql, used))
        used += own
    *firsts, last = parts
    names = ", ".join(f"w{place} AS ({part})" for place, part in enumerate(firsts))
    return f"WITH {names} {last}"


@lru_cache(maxsize=500)
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    columns = [model._meta.fields_db_projection[name] for name in names]
    settings = ", ".join(f"{column} = ${place}" for place, column in enumerate(columns, 1))
    key = model._meta.db_pk_column
    return f"UPDATE {model._meta.db_table} SET {settings} WHERE {key} = ${len(names) + 1}"


@lru_cache
def select_by_key(model: type[Model], key: str) -> str:
    """What reads all of the row with this key, a parameter."""
    meta = model._meta
    columns = ", ".join(meta.fields_db_projection.values())
    return f"SELECT {columns} FROM {meta.db_table} WHERE {meta.db_pk_column} = {key}"


@lru_cache(maxsize=200)
def _insert(table: str, columns: tuple[str, ...], rows: int, ignore_conflicts: bool) -> str:
    width = len(columns)
    tuples = (
        "(" + ", ".join(f"${row * width + place + 1}" for place in range(width)) + ")"
        for row in range(rows)
    )
    end = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(tuples)}{end}"


def _shifted(sql: str, by: int) -> str:
    return _PARAMETER.sub(lambda found: f"${int(found.group(1)) + by}", sql)


@lru_cache(maxsize=500)
def _for_sqlite(sql: str) -> str:
    return _PARAMETER.sub("?", sql)
