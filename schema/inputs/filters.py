"""The operators of filters, one input for each type of column; and how they reach the domain."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

import strawberry

from schema import enums

assert enums, "importing it registers the enumerations, before a filter is made of one"

E = TypeVar("E")

AND = "All of these hold."
OR = "At least one of these holds; an empty list never does."
NOT = "This does not hold, or cannot be said because a value is missing."
SOME = "At least one of them is like this."
NONE = "None of them is like this."
EVERY = "All of them are like this; holds when there are none."
_EQ = "Is this value."
_IN = "Is one of these values; none of an empty list."
_NULL = "Whether there is no value."
_CONTAINS = "Has this text in it. ASCII letters match in either case; no sign is a wildcard."
_HAS = "This is among them."
_STARTS = "Begins with this text. ASCII letters match in either case."


def optional(description: str, *, name: str | None = None) -> Any:
    return strawberry.field(default=strawberry.UNSET, description=description, name=name)


@strawberry.input(description="On ids.")
class IDFilter:
    eq: strawberry.ID | None = optional(_EQ)
    in_: list[strawberry.ID] | None = optional(_IN, name="in")


@strawberry.input(description="On ids that may be missing.")
class OptionalIDFilter(IDFilter):
    is_null: bool | None = optional(_NULL)


@strawberry.input(description="On one of a few values.", name="Filter")
class EnumFilter(Generic[E]):
    eq: E | None = optional(_EQ)
    in_: list[E] | None = optional(_IN, name="in")


@strawberry.input(description="On texts.")
class StringFilter:
    eq: str | None = optional(_EQ)
    in_: list[str] | None = optional(_IN, name="in")
    contains: str | None = optional(_CONTAINS)
    starts_with: str | None = optional(_STARTS)


@strawberry.input(description="On texts that may be missing.")
class OptionalStringFilter(StringFilter):
    is_null: bool | None = optional(_NULL)


@strawberry.input(description="On whole numbers.")
class IntFilter:
    eq: int | None = optional(_EQ)
    in_: list[int] | None = optional(_IN, name="in")
    lt: int | None = optional("Is smaller.")
    lte: int | None = optional("Is smaller or equal.")
    gt: int | None = optional("Is larger.")
    gte: int | None = optional("Is larger or equal.")


@strawberry.input(description="On whole numbers that may be missing.")
class OptionalIntFilter(IntFilter):
    is_null: bool | None = optional(_NULL)


@strawberry.input(description="On moments; each given with its time zone.")
class DateTimeFilter:
    eq: datetime | None = optional(_EQ)
    in_: list[datetime] | None = optional(_IN, name="in")
    lt: datetime | None = optional("Is before.")
    lte: datetime | None = optional("Is before or at.")
    gt: datetime | None = optional("Is after.")
    gte: datetime | None = optional("Is after or at.")


@strawberry.input(description="On moments that may be missing.")
class OptionalDateTimeFilter(DateTimeFilter):
    is_null: bool | None = optional(_NULL)


@strawberry.input(description="On yes or no.")
class BooleanFilter:
    eq: bool | None = optional(_EQ)


@strawberry.input(description="On lists of texts.")
class StringListFilter:
    has: str | None = optional(_HAS)


@strawberry.input(description="On lists of a few values.", name="ListFilter")
class EnumListFilter(Generic[E]):
    has: E | None = optional(_HAS)


def as_filter(given: Any) -> Mapping[str, Any] | None:
    """An input as the nested mapping that the domain compiles; what was left out is left out.

    An explicit null stays, so that the domain refuses it with its place.
    """
    return None if given is None else _plain(given)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name.rstrip("_"): _plain(inner)
            for field in dataclasses.fields(value)
            if (inner := getattr(value, field.name)) is not strawberry.UNSET
        }
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
