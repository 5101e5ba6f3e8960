"""Orders of lists, and cursors: the places of rows in them.

A cursor is the values that its row is sorted by, so that it stays good whatever comes or goes.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import orjson
from tortoise.fields import DatetimeField
from tortoise.fields.base import Field
from tortoise.models import Model

from domain.database.rows import Row
from domain.errors import DomainError, ErrorCode

MAX_CURSOR_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by a column that is never null, then by id in the same direction.

    Set `is_unique` where the column alone tells rows apart; the id is left out then.
    """

    column: str
    descending: bool = False
    is_unique: bool = False

    @property
    def name(self) -> str:
        """What its cursors are marked with, so that no other order takes them."""
        return f"{'-' if self.descending else ''}{self.column}"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,) if self.is_unique or self.column == "id" else (self.column, "id")

    @property
    def reversed(self) -> "Order":
        return Order(self.column, not self.descending, self.is_unique)

    def sql(self, model: type[Model]) -> str:
        """The ORDER BY for rows of `model`."""
        table, names = model._meta.db_table, model._meta.fields_db_projection
        direction = " DESC" if self.descending else ""
        sorting = ", ".join(f'"{table}"."{names[column]}"{direction}' for column in self.columns)
        return f" ORDER BY {sorting}"


class Cursors(Sequence[str]):
    """The cursors of a page's rows; made when they are looked at, as they seldom are."""

    def __init__(self, order: Order, rows: Sequence[Row]) -> None:
        self._order = order
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        return encode_cursor(self._order, self._rows[place])


def encode_cursor(order: Order, row: object) -> str:
    """The place of `row` in a list of `order`."""
    return _pack([order.name, *(_plain(getattr(row, column)) for column in order.columns)])


def decode_cursor(model: type[Model], order: Order, cursor: str, argument: str) -> list[Any]:
    """A cursor's values as the database takes them, in the sequence of `order.columns`."""
    parts = _unpack(cursor, argument)
    fields = [model._meta.fields_map[column] for column in order.columns]
    if parts[0] != order.name or len(parts) != len(fields) + 1:
        raise _bad_cursor(argument, "belongs to a list in another order")
    try:
        return [_value(field, part) for field, part in zip(fields, parts[1:], strict=True)]
    except (ValueError, OverflowError):
        raise _bad_cursor(argument) from None


def encode_place(name: str, place: int) -> str:
    """The cursor of a place in a list in memory that is called `name`."""
    return _pack([name, place])


def decode_place(cursor: str, name: str, argument: str) -> int:
    """The place, from the start, of a list in memory that is called `name`."""
    match _unpack(cursor, argument):
        case [str(found), int(place)] if found == name and 0 <= place < 2**31:
            return place
    raise _bad_cursor(argument, "belongs to a list in another order")


def _value(field: Field[Any], part: object) -> Any:
    if isinstance(field, DatetimeField):
        if not isinstance(part, str):
            raise ValueError("not a date")
        moment = datetime.fromisoformat(part)
        if moment.utcoffset() is None:
            raise ValueError("a date without zone")
        return moment.astimezone(UTC)
    wanted = int if issubclass(field.field_type, int) else str
    if type(part) is not wanted:
        raise ValueError("another type")
    if isinstance(part, int):
        bounds = field.constraints
        if not bounds.get("ge", -(2**63)) <= part <= bounds.get("le", 2**63 - 1):
            raise ValueError("out of range")
    elif isinstance(part, str) and "\0" in part:
        raise ValueError("a NUL")
    return part


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Enum):
        return value.value
    return value


def _pack(parts: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).rstrip(b"=").decode()


def _unpack(cursor: str, argument: str) -> list[Any]:
    if not cursor or len(cursor) > MAX_CURSOR_LENGTH:
        raise _bad_cursor(argument)
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeEncodeError, binascii.Error, orjson.JSONDecodeError):
        raise _bad_cursor(argument) from None
    if not isinstance(parts, list) or not parts:
        raise _bad_cursor(argument)
    return parts


def _bad_cursor(argument: str, why: str = "is not one that this API gave") -> DomainError:
    return DomainError(ErrorCode.BAD_REQUEST, f"The cursor `{argument}` {why}.", (argument,))
