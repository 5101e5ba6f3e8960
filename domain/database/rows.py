"""Rows as the driver gave them, under the names and with the types of the models.

Making a model's instance costs more than reading its row. A class made here holds what the
driver returned, and turns a value into what the model would have only when it is looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.connection import get_connection
from tortoise.fields import BooleanField, CharField, DatetimeField, IntField, TextField
from tortoise.fields.base import Field
from tortoise.models import Model

from domain.database import dialect

Row = Any
"""Has an attribute for each column that was read. Its class says of which model it is a row
(`row_of`), and which foreign keys' columns were read along (`joined`)."""

_BASES: Mapping[str, type[Any]] = {"sqlite": tuple, "postgres": asyncpg.Record}
_AS_STORED = (CharField, TextField, IntField)


def row_class(
    model: type[Model],
    columns: Sequence[tuple[str, Field[Any]]],
    joined: frozenset[tuple[str, str]],
    spoken: str,
) -> type[Any]:
    """The class of rows of `model` with these attributes, in the order of the SELECT."""
    attributes: dict[str, Any] = {
        name: _attribute(place, field, spoken) for place, (name, field) in enumerate(columns)
    }
    attributes |= {"__slots__": (), "row_of": model, "joined": joined}
    return type(f"{model.__name__}Row", (_BASES[spoken],), attributes)


async def fetch_rows(row_type: type[Any], sql: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a SELECT, each of the class that was made for it."""
    client = get_connection("default")
    async with client.acquire_connection() as connection:
        if dialect() == "sqlite":
            return [row_type(row) for row in await connection.execute_fetchall(sql, values)]
        found: list[Row] = await connection.fetch(sql, *values, record_class=row_type)
        return found


async def fetch_row(sql: str, values: Sequence[Any]) -> Sequence[Any]:
    """The only row, its values in their order."""
    [row] = await fetch_rows(_BASES[dialect()], sql, values)
    found: Sequence[Any] = row
    return found


def _attribute(place: int, field: Field[Any], spoken: str) -> property:
    convert = _conversion(field, spoken)
    if convert is None:
        return property(itemgetter(place))

    def converted(row: Row) -> Any:
        value = row[place]
        return None if value is None else convert(value)

    return property(converted)


def _conversion(field: Field[Any], spoken: str) -> Callable[[Any], Any] | None:
    """From what the driver gives to what the model has; None where they are the same."""
    enum = getattr(field, "enum_type", None)
    if enum is not None:
        return {member.value: member for member in enum}.__getitem__
    if isinstance(field, DatetimeField):
        return _moment if spoken == "sqlite" else None
    if isinstance(field, BooleanField):
        return bool if spoken == "sqlite" else None
    return None if isinstance(field, _AS_STORED) else field.to_python_value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
