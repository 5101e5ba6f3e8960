"""Rows as the driver gave them, under the names and with the types of the models.

Making a model's instance costs more than reading its row. A class made here holds what the
driver returned, and turns a value into what the model would have only when it is looked at.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from tortoise.connection import get_connection
from tortoise.fields import BooleanField, CharField, DatetimeField, IntField, TextField
from tortoise.fields.base import Field
from tortoise.models import Model

Row = Any
"""Has an attribute for each column that was read; `model` is whose row it is."""

_AS_STORED = (CharField, TextField, IntField)


@lru_cache(maxsize=1_000)
def row_class(
    model: type[Model], columns: tuple[tuple[str, Field[Any]], ...], dialect: str
) -> type:
    """The class of rows of `model` with these attributes, in the order of the SELECT."""
    attributes: dict[str, Any] = {
        name: _attribute(place, field, dialect) for place, (name, field) in enumerate(columns)
    }
    base = tuple if dialect == "sqlite" else asyncpg.Record
    return type(f"{model.__name__}Row", (base,), {"__slots__": (), "model": model, **attributes})


async def fetch_rows(row_type: type, sql: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a SELECT, each of the class that was made for it."""
    client = get_connection("default")
    async with client.acquire_connection() as connection:
        if client.capabilities.dialect == "sqlite":
            return [row_type(row) for row in await connection.execute_fetchall(sql, values)]
        found: list[Row] = await connection.fetch(sql, *values, record_class=row_type)
        return found


def _attribute(place: int, field: Field[Any], dialect: str) -> property:
    convert = _conversion(field, dialect)
    if convert is None:
        return property(itemgetter(place))

    def converted(row: Row) -> Any:
        value = row[place]
        return None if value is None else convert(value)

    return property(converted)


def _conversion(field: Field[Any], dialect: str) -> Callable[[Any], Any] | None:
    """From what the driver gives to what the model has; None where they are the same."""
    enum = getattr(field, "enum_type", None)
    if enum is not None:
        return {member.value: member for member in enum}.__getitem__
    if isinstance(field, DatetimeField):
        return _moment if dialect == "sqlite" else None
    if isinstance(field, BooleanField):
        return bool if dialect == "sqlite" else None
    return None if isinstance(field, _AS_STORED) else field.to_python_value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is UTC else moment.replace(tzinfo=UTC)
