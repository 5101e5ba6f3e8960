"""SQLite as the embedded mode needs it.

Differs from Tortoise's own client in three ways, each tested:
- transactions have a connection of their own, so that no read waits for one;
- they begin IMMEDIATE, because a deferred one that reads first cannot wait for a second
  process's lock (it fails at once, whatever the busy time-out);
- when BEGIN fails or is cancelled, the lock is given back. Tortoise's own keeps it for
  ever, and every later query hangs.
"""

import asyncio
import sqlite3
from typing import Any, cast

import aiosqlite
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

LOCK_TIMEOUT_S = 3.0
RETRY_INTERVAL_S = 0.002


class EmbeddedClient(SqliteClient):
    """One connection for reads outside transactions, one for all transactions in turn."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        kwargs.setdefault("synchronous", "NORMAL")
        super().__init__(file_path, **kwargs)
        self._writer: SqliteClient | None = None

    async def create_connection(self, with_db: bool) -> None:
        await super().create_connection(with_db)
        # Waiting happens in Python, where it holds no thread and can be given up.
        assert self._connection
        await self._connection.execute("PRAGMA busy_timeout=3000")

    async def writer(self) -> SqliteClient:
        if self._writer is None:
            writer = SqliteClient(self.filename, connection_name=self.connection_name, **self._own)
            await writer.create_connection(with_db=True)
            assert writer._connection
            await writer._connection.execute("PRAGMA busy_timeout=0")
            self._writer = writer
        return self._writer

    @property
    def _own(self) -> dict[str, Any]:
        return {**self.pragmas, "fetch_inserted": self.fetch_inserted}

    async def close(self) -> None:
        if self._writer is not None:
            await self._writer.close()
            self._writer = None
        await super().close()

    def _in_transaction(self) -> TransactionContext:
        return _ImmediateTransaction(_Wrapper(self), self._transaction_lock())

    def _transaction_lock(self) -> asyncio.Lock:
        lock = getattr(self, "_writer_lock", None)
        if lock is None:
            lock = self._writer_lock = asyncio.Lock()
        return cast(asyncio.Lock, lock)


class _Wrapper(SqliteTransactionWrapper):
    async def begin_before(self, deadline: float) -> None:
        """Start the write transaction; while another process writes, try until `deadline`."""
        if self._connection.in_transaction:
            await self._connection.rollback()  # a commit has failed: nothing of it may stay
        while True:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                late = asyncio.get_running_loop().time() >= deadline
                if "locked" not in str(error) or late:
                    raise OperationalError(error) from error
            await asyncio.sleep(RETRY_INTERVAL_S)


class _ImmediateTransaction(SqliteTransactionContext):
    connection: _Wrapper

    async def __aenter__(self) -> TransactionalDBClient:
        # From here on, so that those who queue up behind a blocked one do not wait in turn.
        deadline = asyncio.get_running_loop().time() + LOCK_TIMEOUT_S
        await self._trxlock.acquire()
        try:
            parent = cast(EmbeddedClient, self.connection._parent)
            writer = await parent.writer()
            self.connection._connection = cast(aiosqlite.Connection, writer._connection)
            await self.connection.begin_before(deadline)
        except BaseException:
            # A cancelled BEGIN may still run on the connection's thread; the rollback
            # queues up behind it.
            await asyncio.shield(self._undo())
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return cast(TransactionalDBClient, self.connection)

    async def _undo(self) -> None:
        try:
            if self.connection._connection is not None:
                await self.connection._connection.rollback()
        finally:
            self._trxlock.release()


client_class = EmbeddedClient
