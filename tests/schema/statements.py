"""Counts the SQL statements that a piece of work runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from tortoise.connection import get_connection


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run outside transactions while the block lasts."""
    seen: list[str] = []
    client = type(get_connection("default"))
    names = ("execute_query", "execute_query_dict")

    def wrap(original):  # type: ignore[no-untyped-def]
        async def wrapped(self, query, values=None):  # type: ignore[no-untyped-def]
            seen.append(query)
            return await original(self, query, values)

        return wrapped

    with (
        patch.object(client, names[0], wrap(getattr(client, names[0]))),
        patch.object(client, names[1], wrap(getattr(client, names[1]))),
    ):
        yield seen
