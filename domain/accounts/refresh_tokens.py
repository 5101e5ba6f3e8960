"""Refresh tokens: `dwr_<session id>.<generation>.<mac>`.

The MAC is made from the session's row with the desk's secret, so that the database holds
nothing that signs anybody in, and the same successor can be given twice.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC
from typing import Final

from domain.accounts.secrets import derive_key
from domain.ids import is_id
from domain.models import Session
from domain.settings import Settings

_PATTERN: Final = re.compile(r"dwr_([a-z0-9_]{30})\.(0|[1-9]\d{0,9})\.([A-Za-z0-9_-]{43})", re.A)


@dataclass(frozen=True, slots=True)
class RefreshClaims:
    """What a refresh token says, before its MAC has been looked at."""

    session_id: str
    generation: int
    mac: str


def refresh_token_of(settings: Settings, session: Session) -> str:
    """The token of the session's present generation."""
    mac = _mac(settings, session, session.generation)
    return f"dwr_{session.id}.{session.generation}.{mac}"


def parse_refresh_token(token: str) -> RefreshClaims | None:
    match = _PATTERN.fullmatch(token)
    if match is None or not is_id(match[1], "ses"):
        return None
    return RefreshClaims(match[1], int(match[2]), match[3])


def is_genuine(settings: Settings, claims: RefreshClaims, session: Session) -> bool:
    """Whether we made this token, for whichever generation."""
    return hmac.compare_digest(_mac(settings, session, claims.generation), claims.mac)


def _mac(settings: Settings, session: Session, generation: int) -> str:
    created = session.created_at.astimezone(UTC).isoformat(timespec="microseconds")
    text = f"{session.id}.{generation}.{session.user_id}.{created}"
    digest = hmac.digest(derive_key(settings, "refresh token"), text.encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")
