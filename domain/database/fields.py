"""Column types and checks that both databases treat alike."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar

from tortoise import fields
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
