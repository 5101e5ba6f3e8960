"""Checks of what people type, shared by every verb: one code for each kind of trouble."""

import re
import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from domain import limits
from domain.errors import ErrorCode, invalid, not_found
from domain.ids import is_id

# More combining marks in a row than any script needs make normalisation slow.
MAX_MARKS: Final = 30
EARLIEST_YEAR: Final = 1970
LATEST_YEAR: Final = 2200

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NEWLINE: Final = re.compile("\r\n?|[\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_BREAK: Final = re.compile("[\t\n]")


def clean_line(
    value: str | None, *path: str, maximum: int = limits.TITLE_LENGTH, minimum: int = 1
) -> str:
    """One line of visible text in NFC, trimmed.

    Raises DomainError REQUIRED, TOO_SHORT, TOO_LONG (in characters), or INVALID for control
    characters, line breaks and broken Unicode.
    """
    text = _normalised((value or "").strip(), maximum, path)
    if _LINE_BREAK.search(text):
        raise invalid("This must be one line.", *path)
    if not _is_visible(text):
        raise invalid("This must not be empty.", *path, code=ErrorCode.REQUIRED)
    if len(text) < minimum:
        message = f"At least {minimum} characters are needed."
        raise invalid(message, *path, code=ErrorCode.TOO_SHORT)
    return text


def clean_text(
    value: str | None, *path: str, maximum: int = limits.TEXT_LENGTH, required: bool = False
) -> str:
    """Text of several lines in NFC with `\\n` between them; null counts as empty.

    Raises DomainError REQUIRED, TOO_LONG, or INVALID for control characters other than tab
    and line break, and for broken Unicode.
    """
    text = _normalised((value or "").rstrip(), maximum, path)
    if required and not _is_visible(text):
        raise invalid("This must not be empty.", *path, code=ErrorCode.REQUIRED)
    return text


def check_time_zone(value: str, *path: str) -> str:
    """An IANA name such as `Europe/Berlin`; raises INVALID."""
    if value not in _time_zones():
        raise invalid("This is no time zone: use a name such as Europe/Berlin.", *path)
    return value


def check_moment(value: datetime, *path: str) -> datetime:
    """A date with its zone, in UTC; raises INVALID or OUT_OF_RANGE."""
    if value.tzinfo is None:
        raise invalid("A date needs its time zone.", *path)
    if not EARLIEST_YEAR < value.year < LATEST_YEAR:
        message = f"Dates are between {EARLIEST_YEAR} and {LATEST_YEAR}."
        raise invalid(message, *path, code=ErrorCode.OUT_OF_RANGE)
    return value.astimezone(UTC)


def check_id(value: str, noun: str, *path: str) -> str:
    """What has not the form of any id names nothing; raises NOT_FOUND."""
    if not is_id(value, value[:3]):
        raise not_found(noun, *path)
    return value


def check_new_id(value: str, prefix: str, *path: str) -> str:
    """A client-made id must have the form of ours; raises INVALID."""
    if not is_id(value, prefix):
        raise invalid(f"This id must be {prefix}_ and 26 characters of base 32.", *path)
    return value


def _normalised(text: str, maximum: int, path: tuple[str, ...]) -> str:
    if len(text) > 4 * maximum:
        raise _too_long(maximum, path)
    if _SURROGATE.search(text):
        raise invalid("This is broken Unicode.", *path)
    text = _NEWLINE.sub("\n", text)
    if _CONTROL.search(text):
        raise invalid("Control characters are not allowed.", *path)
    if not text.isascii():
        _check_marks(text, path)
        text = unicodedata.normalize("NFC", text)
    if len(text) > maximum:
        raise _too_long(maximum, path)
    return text


def _check_marks(text: str, path: tuple[str, ...]) -> None:
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MAX_MARKS:
            raise invalid(f"More than {MAX_MARKS} marks on one character.", *path)


def _too_long(maximum: int, path: tuple[str, ...]) -> Exception:
    message = f"At most {maximum} characters are allowed."
    return invalid(message, *path, code=ErrorCode.TOO_LONG)


def _is_visible(text: str) -> bool:
    return any(character.isprintable() and not character.isspace() for character in text)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
