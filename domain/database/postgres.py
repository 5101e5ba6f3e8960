"""PostgreSQL through asyncpg, with time-outs that keep one slow client from stopping all.

Tortoise's own transaction context keeps the pooled connection for ever when BEGIN fails
or is cancelled; ours gives it back. And it sends BEGIN with the first statement that needs it:
a unit of work that writes with one statement is a transaction without BEGIN and COMMIT.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    ConnectionWrapper,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

from domain.database.pool import ConnectionPool

SERVER_SETTINGS = {
    "idle_in_transaction_session_timeout": "5s",
    "lock_timeout": "3s",
    "timezone": "UTC",
    # To compile a statement takes longer than to run any of ours.
    "jit": "off",
    # A word's place in a million tickets; in the usual 4 MB PostgreSQL keeps only the blocks, and
    # looks at all in them.
    "work_mem": "16MB",
}
# Statements that each connection keeps prepared, for as long as it lives: lists have one for
# each set of columns and filters, and those that write JSON are long.
PREPARED = {
    "statement_cache_size": 300,
    "max_cached_statement_lifetime": 0,
    "max_cacheable_statement_size": 128 * 1024,
}


class PostgresClient(AsyncpgDBClient):
    async def create_pool(self, **settings: Any) -> ConnectionPool:
        del settings["min_size"]
        size = settings.pop("max_size")
        pool = ConnectionPool(lambda: asyncpg.connect(**settings, **PREPARED), size)
        await pool.release(await pool.acquire())  # a server that cannot be reached is told now
        return pool

    def _in_transaction(self) -> TransactionContext:
        return _PooledTransaction(PostgresTransaction(self), self._pool_init_lock)


class ChangedMeanwhile(Exception):
    """Somebody else has changed or deleted the watched row since it was read."""


class Watch(NamedTuple):
    """The row of this key as it was read; `lock` finds it by key and version."""

    lock: str
    key: str
    version: int


class PostgresTransaction(TransactionWrapper):
    """Begins with its first statement, but for one that is `alone`.

    A row that was read before then, and is watched, is locked as soon as it has begun.
    """

    watch: Watch | None = None
    has_begun = False
    _is_alone = False

    async def begin(self) -> None:
        """Later: see `acquire_connection`."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """What is run in this block are reads, and single writes that may stay whatever becomes
        of others.

        As long as the transaction has not begun, each is one of its own.
        """
        self._is_alone = True
        try:
            yield
        finally:
            self._is_alone = False

    async def fetch_alone(self, sql: str, values: Sequence[Any]) -> list[asyncpg.Record]:
        """Run one statement before the transaction has begun; raises what the driver raises."""
        assert not self.has_begun
        rows: list[asyncpg.Record] = await self._connection.fetch(sql, *values)
        return rows

    def acquire_connection(self) -> ConnectionWrapper[asyncpg.Connection]:
        if self.has_begun or self._is_alone:
            return super().acquire_connection()
        return _Beginning(self._lock, self)

    async def begin_now(self) -> None:
        if self.has_begun:
            return
        await super().begin()
        self.has_begun = True
        if (watch := self.watch) is not None:
            self.watch = None
            if not await self._connection.fetch(watch.lock, watch.key, watch.version):
                raise ChangedMeanwhile

    async def commit(self) -> None:
        if self.has_begun:
            await super().commit()

    async def rollback(self) -> None:
        if self.has_begun:
            await super().rollback()


class _Beginning(ConnectionWrapper[asyncpg.Connection]):
    client: PostgresTransaction

    async def __aenter__(self) -> Any:
        connection = await super().__aenter__()
        try:
            await self.client.begin_now()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return connection


class _PooledTransaction(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await self.client._parent._pool.acquire()
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client


client_class = PostgresClient
