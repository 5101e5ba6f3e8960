"""Column types and checks that both databases treat alike."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar

from tortoise import fields
from tortoise.exceptions import FieldError
from tortoise.fields.base import Field
from tortoise.migrations.constraints import CheckConstraint

from domain.ids import ID_LENGTH

E = TypeVar("E", bound=Enum)
ENUM_LENGTH = 24


class IdField(fields.CharField[Any]):
    """A prefixed id; compared byte by byte, so that its order is the order of time."""

    def __init__(self, max_length: int = ID_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    class _db_postgres:
        SQL_TYPE = f'VARCHAR({ID_LENGTH}) COLLATE "C"'


class JsonValueField(fields.JSONField[Any]):
    """Any JSON value, a bare string too.

    Tortoise's own takes a string for encoded JSON. Here one that is no JSON stands for
    itself; one that happens to be (`"5"`, `"null"`) must not be given.
    """

    def to_db_value(self, value: Any, instance: Any) -> str | None:
        self.validate(value)
        return None if value is None else self._encoded(value)

    def to_python_value(self, value: Any) -> Any:
        try:
            return super().to_python_value(value)
        except FieldError:
            return value

    def _encoded(self, value: Any) -> str:
        encoded = self.encoder(value)
        return encoded.decode() if isinstance(encoded, bytes) else encoded


def enum_field(enum: type[E], **kwargs: Any) -> Field[E]:
    """A column of one fixed width, so that a new value needs a new check but no new type."""
    return fields.CharEnumField(enum, description="", max_length=ENUM_LENGTH, **kwargs)


def one_of(table: str, column: str, values: Iterable[Enum]) -> CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(check=f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def text_length(table: str, column: str, minimum: int, maximum: int) -> CheckConstraint:
    """Characters without surrounding blanks at least `minimum`, in all at most `maximum`."""
    return CheckConstraint(
        check=f"length(trim({column})) >= {minimum} AND length({column}) <= {maximum}",
        name=f"ck_{table}_{column}",
    )


def in_range(table: str, column: str, minimum: int, maximum: int) -> CheckConstraint:
    return CheckConstraint(
        check=f"{column} >= {minimum} AND {column} <= {maximum}", name=f"ck_{table}_{column}"
    )
