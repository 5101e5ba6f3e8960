"""PostgreSQL through asyncpg, with time-outs that keep one slow client from stopping all.

Tortoise's own transaction context keeps the pooled connection for ever when BEGIN fails
or is cancelled; ours gives it back.
"""

from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
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
}
# Statements that each connection keeps prepared, for as long as it lives: lists have one for
# each set of columns and filters.
PREPARED = {"statement_cache_size": 300, "max_cached_statement_lifetime": 0}


class PostgresClient(AsyncpgDBClient):
    async def create_pool(self, **settings: Any) -> ConnectionPool:
        del settings["min_size"]
        size = settings.pop("max_size")
        pool = ConnectionPool(lambda: asyncpg.connect(**settings, **PREPARED), size)
        await pool.release(await pool.acquire())  # a server that cannot be reached is told now
        return pool

    def _in_transaction(self) -> TransactionContext:
        return _PooledTransaction(TransactionWrapper(self), self._pool_init_lock)


class _PooledTransaction(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool
        self.client._connection = await pool.acquire()
        try:
            await self.client.begin()
        except BaseException:
            await pool.release(self.client._connection)
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client


client_class = PostgresClient
