"""Access tokens: short-lived, signed, and silent about rights.

They say who, in which session, until when. What that person may do is read from the
database (`domain.rights`) at each use.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import jwt

from domain.accounts.secrets import derive_key
from domain.errors import unauthenticated
from domain.settings import Settings

_ALGORITHM: Final = "HS256"
_TYPE: Final = "access"


@dataclass(frozen=True, slots=True)
class AccessClaims:
    user_id: str
    session_id: str
    expires_at: datetime


def issue_access_token(
    settings: Settings, user_id: str, session_id: str, now: datetime
) -> tuple[str, datetime]:
    """A token and when it ends."""
    expires_at = now.replace(microsecond=0) + timedelta(minutes=settings.access_token_minutes)
    claims = {"sub": user_id, "sid": session_id, "iat": now, "exp": expires_at, "typ": _TYPE}
    return jwt.encode(claims, derive_key(settings, "access token"), _ALGORITHM), expires_at


def read_access_token(settings: Settings, token: str) -> AccessClaims:
    """What a token claims; raises UNAUTHENTICATED for a forged, foreign or expired one."""
    try:
        claims = jwt.decode(
            token,
            derive_key(settings, "access token"),
            algorithms=[_ALGORITHM],
            options={"require": ["sub", "sid", "iat", "exp", "typ"], "verify_iat": False},
        )
    except jwt.ExpiredSignatureError:
        raise unauthenticated("The access token has expired.") from None
    except jwt.InvalidTokenError:
        raise unauthenticated("The access token is not valid.") from None
    if claims["typ"] != _TYPE or not isinstance(claims["sid"], str):
        raise unauthenticated("The access token is not valid.")
    expires_at = datetime.fromtimestamp(claims["exp"], UTC)
    return AccessClaims(claims["sub"], claims["sid"], expires_at)
