"""SQLite as the embedded mode needs it.

Differs from Tortoise's own client in four ways, each tested:
- transactions have a connection of their own, so that no read waits for one;
- they begin IMMEDIATE, because a deferred one that reads first cannot wait for a second
  process's lock (it fails at once, whatever the busy time-out);
- when BEGIN fails or is cancelled, the lock is given back. Tortoise's own keeps it for
  ever, and every later query hangs;
- a statement that runs for too long is stopped: one connection reads for all.
"""

import asyncio
import math
import sqlite3
import time
from typing import Any, cast

import aiosqlite
from tortoise.backends.base.client import (
    ConnectionWrapper,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from domain.database.timeouts import LONG_S, unhurried

LOCK_TIMEOUT_S = 3.0
RETRY_INTERVAL_S = 0.002
STEPS_BETWEEN_LOOKS = 1_000_000
"""Of SQLite's machine, about 10 ms: so often the clock is looked at, which needs the GIL."""


class EmbeddedClient(SqliteClient):
    """One connection for reads outside transactions, one for all transactions in turn."""

    def __init__(
        self, file_path: str, statement_timeout_s: float | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("synchronous", "NORMAL")
        super().__init__(file_path, **kwargs)
        self.statement_timeout_s = statement_timeout_s
        self._reading = _Deadline()
        self.writing = _Deadline()
        self._writer: SqliteClient | None = None

    async def create_connection(self, with_db: bool) -> None:
        await super().create_connection(with_db)
        # Waiting happens in Python, where it holds no thread and can be given up.
        assert self._connection
        await self._connection.execute("PRAGMA busy_timeout=3000")
        await self._connection.set_progress_handler(self._reading.is_over, STEPS_BETWEEN_LOOKS)

    async def writer(self) -> SqliteClient:
        if self._writer is None:
            writer = SqliteClient(self.filename, connection_name=self.connection_name, **self._own)
            await writer.create_connection(with_db=True)
            assert writer._connection
            await writer._connection.execute("PRAGMA busy_timeout=0")
            await writer._connection.set_progress_handler(self.writing.is_over, STEPS_BETWEEN_LOOKS)
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

    def acquire_connection(self) -> ConnectionWrapper[aiosqlite.Connection]:
        return _Bounded(self, self._reading, self.statement_timeout_s)

    def _in_transaction(self) -> TransactionContext:
        return _ImmediateTransaction(_Wrapper(self), self._transaction_lock())

    def _transaction_lock(self) -> asyncio.Lock:
        lock = getattr(self, "_writer_lock", None)
        if lock is None:
            lock = self._writer_lock = asyncio.Lock()
        return cast(asyncio.Lock, lock)


class _Deadline:
    """When the statement that a connection runs is stopped, on the clock of `time.monotonic`."""

    def __init__(self) -> None:
        self._end = math.inf

    def is_over(self) -> bool:
        """Asked by SQLite, in the connection's own thread, while a statement runs."""
        return time.monotonic() > self._end

    def set(self, seconds: float | None) -> None:
        if seconds is not None and unhurried.get():
            seconds = max(seconds, LONG_S)
        self._end = math.inf if seconds is None else time.monotonic() + seconds


class _Bounded(ConnectionWrapper[aiosqlite.Connection]):
    """A connection for one statement, whose time begins when it is its turn."""

    __slots__ = ("_deadline", "_seconds")

    def __init__(self, client: SqliteClient, deadline: _Deadline, seconds: float | None) -> None:
        super().__init__(client._lock, client)
        self._deadline = deadline
        self._seconds = seconds

    async def __aenter__(self) -> aiosqlite.Connection:
        connection = await super().__aenter__()
        self._deadline.set(self._seconds)
        return connection


class _Wrapper(SqliteTransactionWrapper):
    _parent: EmbeddedClient

    def acquire_connection(self) -> ConnectionWrapper[aiosqlite.Connection]:
        return _Bounded(self, self._parent.writing, self._parent.statement_timeout_s)

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
            writer = await self.connection._parent.writer()
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
