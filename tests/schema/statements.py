"""Counts the SQL statements that a piece of work runs, on either database."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import aiosqlite
import asyncpg  # type: ignore[import-untyped]
from asyncpg.prepared_stmt import PreparedStatement  # type: ignore[import-untyped]

# What only frames the work: transactions, and what asyncpg's pool runs on giving back.
_FRAME = re.compile(
    r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SELECT pg_advisory_unlock_all)", re.I
)
_SQLITE = ("execute", "executemany", "execute_insert", "execute_fetchall", "executescript")


@contextmanager
def counted_everywhere() -> Iterator[list[str]]:
    """The statements that the drivers run while the block lasts, in transactions or not."""
    seen: list[str] = []

    def note(query: str) -> None:
        if not _FRAME.match(query):
            seen.append(query)

    with ExitStack() as patches:
        for name in _SQLITE:
            patches.enter_context(_patched(aiosqlite.Connection, name, note))
        connection = asyncpg.connection.Connection
        # `execute` with arguments and every `fetch` go through the second.
        patches.enter_context(_patched(connection, "execute", note, without_arguments=True))
        patches.enter_context(_patched(connection, "_execute", note))
        patches.enter_context(_patched(connection, "executemany", note))
        patches.enter_context(_patched(PreparedStatement, "_PreparedStatement__do_execute", note))
        yield seen


def _patched(owner: Any, name: str, note: Any, *, without_arguments: bool = False) -> Any:
    original = getattr(owner, name)

    def wrapped(self: Any, query: Any, *args: Any, **options: Any) -> Any:
        if not (without_arguments and args):
            note(query if isinstance(query, str) else self.get_query())
        return original(self, query, *args, **options)

    return patch.object(owner, name, wrapped)
