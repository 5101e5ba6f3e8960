"""Takes out of a log line what does not belong there."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from structlog.typing import EventDict

HIDDEN: Final = "[hidden]"
DEEPEST: Final = 5

# A word of a key that names a secret: "api_key", "accessToken", "set-cookie".
_SECRET_KEY: Final = re.compile(
    r"(?:^|[_\-.])(?:authorization|cookies?|password|passphrase|secret|token|api[_\-]?key|e?mail|"
    r"to[_\-]address)$",
    re.I,
)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PATTERNS: Final = (
    (re.compile(r"\bBearer\s+[\w.~+/=\-]+", re.I), f"Bearer {HIDDEN}"),
    (re.compile(r"\bdw[a-z]_[\w\-]{8,}"), HIDDEN),
    (re.compile(r"\beyJ[\w\-]+\.[\w\-]+\.[\w\-]+"), HIDDEN),
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]*(?=@)"), HIDDEN),
    (re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"), HIDDEN),
    # PostgreSQL quotes the row that broke a constraint, and so what somebody wrote.
    (re.compile(r"^.*\bDETAIL:.*$", re.M), f"DETAIL: {HIDDEN}"),
)
# Without one of these no pattern matches: most texts are looked at once.
_HINT: Final = re.compile(r"@|earer|dw|eyJ|DETAIL", re.I)


def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A processor of structlog: hides secrets by their key, and by how they look."""
    return {key: _clean(key, value, 0) for key, value in event.items()}


def redact_text(text: str) -> str:
    if _HINT.search(text):
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
    return text


@lru_cache(maxsize=1_000)
def _names_secret(key: str) -> bool:
    return _SECRET_KEY.search(_CAMEL.sub("_", key)) is not None


def _clean(key: object, value: Any, depth: int) -> Any:
    if isinstance(key, str) and value and _names_secret(key):
        return HIDDEN
    if isinstance(value, str):
        return redact_text(value)
    if depth < DEEPEST and isinstance(value, Mapping):
        return {inner: _clean(inner, item, depth + 1) for inner, item in value.items()}
    if depth < DEEPEST and isinstance(value, (list, tuple, set, frozenset)):
        return [_clean("", item, depth + 1) for item in value]
    if isinstance(value, (int, float, bool, type(None))):
        return value
    return redact_text(str(value))
