"""Ids of suggestions, which need no row: signed for the one whom they were given to.

They look like all others: 48 bits of milliseconds, 20 random bits, and in place of the
other 60 random ones the first bits of an HMAC over these and the user's id.
"""

import hashlib
import hmac
import secrets
import time
from datetime import timedelta
from typing import Final

from domain.errors import not_found
from domain.ids import ALPHABET, is_id
from domain.settings import Settings

PREFIX: Final = "sug"
VALID_FOR: Final = timedelta(days=1)
_MAC_BITS: Final = 60
_RANDOM_BITS: Final = 20


def make_suggestion_id(settings: Settings, user_id: str) -> str:
    head = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    value = head << _MAC_BITS | _mac(settings, user_id, head)
    body = "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))
    return f"{PREFIX}_{body}"


def check_suggestion_id(settings: Settings, user_id: str, value: str, *path: str) -> str:
    """Raise NOT_FOUND unless this user was given the id within the last day."""
    if not is_id(value, PREFIX):
        raise not_found("suggestion", *path)
    number = 0
    for character in value[4:]:
        number = number << 5 | ALPHABET.index(character)
    head, mac = number >> _MAC_BITS, number & ((1 << _MAC_BITS) - 1)
    expected = _mac(settings, user_id, head)
    is_ours = hmac.compare_digest(mac.to_bytes(8, "big"), expected.to_bytes(8, "big"))
    age_s = time.time() - (head >> _RANDOM_BITS) / 1000
    if not is_ours or not -60 <= age_s <= VALID_FOR.total_seconds():
        raise not_found("suggestion", *path)
    return value


def _mac(settings: Settings, user_id: str, head: int) -> int:
    key = settings.secret.get_secret_value().encode()
    text = f"suggestion:{user_id}:{head}".encode()
    digest = hmac.new(key, text, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _MAC_BITS)
