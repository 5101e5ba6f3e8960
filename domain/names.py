"""Short names of people and things: one line of visible text."""

import unicodedata

from domain import limits
from domain.errors import ErrorCode, invalid


def clean_name(value: str, *path: str, maximum: int = limits.NAME_LENGTH) -> str:
    """`value` in NFC with single blanks; raises REQUIRED, TOO_LONG or INVALID at `path`."""
    if len(value) > 4 * maximum:  # normalising takes quadratic time
        raise _too_long(maximum, path)
    name = " ".join(unicodedata.normalize("NFC", value).split())
    if not name:
        raise invalid("This must not be empty.", *path, code=ErrorCode.REQUIRED)
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        raise invalid("Control characters are not allowed.", *path)
    if not any(unicodedata.category(character)[0] in "LMNPS" for character in name):
        raise invalid("This must not be invisible.", *path)
    if len(name) > maximum:
        raise _too_long(maximum, path)
    return name


def fold_name(name: str) -> str:
    """What two names have in common when people would call them the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def _too_long(maximum: int, path: tuple[str, ...]) -> Exception:
    message = f"At most {maximum} characters are allowed."
    return invalid(message, *path, code=ErrorCode.TOO_LONG)
