"""Short names of people and things: one line of visible text."""

import unicodedata

from domain import limits
from domain.errors import ErrorCode, invalid


def clean_name(value: str, *path: str, maximum: int = limits.NAME_LENGTH) -> str:
    """`value` in NFC with single blanks; raises REQUIRED, TOO_LONG or INVALID at `path`."""
    name = " ".join(unicodedata.normalize("NFC", value).split())
    if not name:
        raise invalid("This must not be empty.", *path, code=ErrorCode.REQUIRED)
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        raise invalid("Control characters are not allowed.", *path)
    if not any(unicodedata.category(character)[0] in "LMNPS" for character in name):
        raise invalid("This must not be invisible.", *path)
    if len(name) > maximum:
        message = f"At most {maximum} characters are allowed."
        raise invalid(message, *path, code=ErrorCode.TOO_LONG)
    return name


def fold_name(name: str) -> str:
    """What two names have in common when people would call them the same."""
    return unicodedata.normalize("NFKC", name).casefold()
