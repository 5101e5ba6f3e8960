"""The values inside filters: checked against their column, and as the database takes them."""

import re
from datetime import UTC, datetime
from typing import Any

from tortoise.fields.base import Field
from tortoise.fields.data import BooleanField, CharEnumFieldInstance, DatetimeField

from domain.errors import DomainError, ErrorCode

MAX_TEXT = 1_000

Path = tuple[str, ...]
_SURROGATE = re.compile("[\ud800-\udfff]")


def checked_value(field: Field[Any], value: Any, path: Path) -> Any:
    """`value` as the database takes it."""
    if value is None:
        hint = "isNull: true" if field.null else "another value"
        raise bad_filter(path, f"Null is no value to compare with: use {hint}.")
    if isinstance(field, CharEnumFieldInstance):
        try:
            return field.enum_type(value).value
        except ValueError:
            raise _invalid(path, "There is no such value.") from None
    if isinstance(field, BooleanField):
        return checked_flag(value, path)
    if isinstance(field, DatetimeField):
        return _moment(value, path)
    if issubclass(field.field_type, int):
        return _number(value, field, path)
    return checked_text(value, path)


def checked_flag(value: Any, path: Path) -> bool:
    if not isinstance(value, bool):
        raise _invalid(path, "Expected true or false.")
    return value


def _moment(value: Any, path: Path) -> datetime:
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise _invalid(path, "Expected a date with its time zone.")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise DomainError(ErrorCode.OUT_OF_RANGE, "That date is too far off.", path) from None


def _number(value: Any, field: Field[Any], path: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _invalid(path, "Expected a whole number.")
    low, high = field.constraints.get("ge", -(2**63)), field.constraints.get("le", 2**63 - 1)
    if not low <= value <= high:
        raise DomainError(ErrorCode.OUT_OF_RANGE, f"Between {low} and {high}.", path)
    return value


def checked_text(value: Any, path: Path) -> str:
    if not isinstance(value, str):
        raise _invalid(path, "Expected a text.")
    if len(value) > MAX_TEXT:
        raise DomainError(ErrorCode.TOO_LONG, f"At most {MAX_TEXT} characters.", path)
    if "\0" in value or _SURROGATE.search(value):
        raise _invalid(path, "The text holds characters that no text has.")
    return value


def bad_filter(path: Path, message: str) -> DomainError:
    return DomainError(ErrorCode.BAD_REQUEST, message, path)


def _invalid(path: Path, message: str) -> DomainError:
    return DomainError(ErrorCode.INVALID, message, path)
