"""E-mail addresses in the one form that is stored and compared."""

import re
import unicodedata
from typing import Final

from domain import limits
from domain.errors import ErrorCode, invalid

_LOCAL: Final = re.compile(r"[^\s.<>()\[\],;:\\\"@]+(\.[^\s.<>()\[\],;:\\\"@]+)*")
_LABEL: Final = r"[^\W_]([^\W_]|-){0,61}(?<!-)"
_DOMAIN: Final = re.compile(rf"localhost|{_LABEL}(\.{_LABEL})+")
_LOCAL_LENGTH: Final = 64


def clean_email(value: str, *path: str) -> str:
    """The address folded; raises REQUIRED, TOO_LONG or INVALID at `path`."""
    if not value.strip():
        raise invalid("An e-mail address is needed.", *path, code=ErrorCode.REQUIRED)
    if len(value.strip()) > limits.EMAIL_LENGTH:
        message = f"An e-mail address has at most {limits.EMAIL_LENGTH} characters."
        raise invalid(message, *path, code=ErrorCode.TOO_LONG)
    email = fold_email(value)
    if email is None:
        raise invalid("This is not an e-mail address.", *path)
    return email


def fold_email(value: str) -> str | None:
    """Small letters, compatible characters made equal; None when it is no address."""
    given = value.strip()
    if len(given) > limits.EMAIL_LENGTH:  # normalising takes quadratic time
        return None
    folded = unicodedata.normalize("NFKC", given)
    local, at, domain = folded.partition("@")
    local, domain = local.lower(), domain.casefold()
    email = local + at + domain
    is_fine = (
        len(email) <= limits.EMAIL_LENGTH
        and len(local) <= _LOCAL_LENGTH
        and _LOCAL.fullmatch(local) is not None
        and _DOMAIN.fullmatch(domain) is not None
        and not any(unicodedata.category(character)[0] == "C" for character in email)
    )
    return email if is_fine else None
