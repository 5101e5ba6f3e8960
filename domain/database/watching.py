"""Rows that are read without a lock, and written only if nobody has changed them since.

Where one statement writes all of a transaction (PostgreSQL), it asks by itself whether the row
is still of the version that was read, and needs neither BEGIN, a lock, nor COMMIT. Whatever else
is asked of the database after the row was read begins the transaction, and locks the row first.
Who comes too late is told by ChangedMeanwhile, and nothing of his is written.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeVar

import asyncpg  # type: ignore[import-untyped]
from tortoise import Model
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from domain.database.postgres import ChangedMeanwhile, PostgresTransaction, Watch
from domain.database.statements import Statement, joined, lock_row, select_by_key

M = TypeVar("M", bound=Model)

# It is looked at before the others are written, and undoes all if the first was of no row.
_UNLESS_CHANGED: Final = "SELECT 1 / count(*) FROM w0"


async def watch_row(db: BaseDBAsyncClient, model: type[M], key: str) -> M | None:
    """The row of this key, of a table with versions, for a transaction that will write it.

    Locked at once where a transaction has begun, and on SQLite, which has one writer at a time.
    """
    if not isinstance(db, PostgresTransaction) or db.has_begun or db.watch is not None:
        return await lock_row(db, model, key)
    rows = await db.fetch_alone(select_by_key(model, "$1"), [key])
    if not rows:
        return None
    db.watch = Watch(_lock(model), key, rows[0]["version"])
    return model._init_from_db(**rows[0])


def watched_key(db: BaseDBAsyncClient) -> str | None:
    """The key of the row that is watched and not locked yet."""
    return db.watch.key if isinstance(db, PostgresTransaction) and db.watch else None


async def run_watched(db: BaseDBAsyncClient, write: Statement, others: Sequence[Statement]) -> None:
    """Run as one statement `write`, which updates the watched row by its key, and `others`.

    Raises ChangedMeanwhile.
    """
    assert isinstance(db, PostgresTransaction)
    assert db.watch
    values = [*write.values, db.watch.version]
    first = f"{write.sql} AND version = ${len(values)} RETURNING 1"
    sql = joined((first, *(statement.sql for statement in others), _UNLESS_CHANGED))
    for statement in others:
        values += statement.values
    try:
        await db.fetch_alone(sql, values)
    except asyncpg.DivisionByZeroError as error:
        raise ChangedMeanwhile from error
    except asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError(error) from error
    db.watch = None


@lru_cache
def _lock(model: type[Model]) -> str:
    meta = model._meta
    where = f"{meta.db_pk_column} = $1 AND version = $2"
    return f"SELECT 1 FROM {meta.db_table} WHERE {where} FOR NO KEY UPDATE"
