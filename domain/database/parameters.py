"""How a statement's parameters are spelled: by number on PostgreSQL, in their order on SQLite."""

from collections.abc import Collection
from typing import Any

import orjson

from domain.database import dialect


def parameter(place: int = 1) -> str:
    """The one at this place, from 1 on, of the open database."""
    return f"${place}" if dialect() == "postgres" else "?"


def among(column: str, values: Collection[str]) -> tuple[str, Any]:
    """That a column has one of these values, by a statement's only parameter, and that.

    So it is one statement for any number of values.
    """
    if dialect() == "postgres":
        return f"{column} = ANY($1)", list(values)
    return f"{column} IN (SELECT value FROM json_each(?))", orjson.dumps(list(values)).decode()
