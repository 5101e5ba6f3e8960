"""Ids are strings: a type prefix and a time-ordered body, stored as they are shown.

The body is 26 characters of Crockford's base 32 in lower case (48 bits of milliseconds,
80 random bits), so that ids sort by the time they were made, to the millisecond.
"""

import re
import secrets
import time
from typing import Final

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH: Final = 30
_PATTERN: Final = re.compile(r"[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}")


def new_id(prefix: str) -> str:
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    body = "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))
    return f"{prefix}_{body}"


def is_id(value: str, prefix: str) -> bool:
    return _PATTERN.fullmatch(value) is not None and value.startswith(f"{prefix}_")
