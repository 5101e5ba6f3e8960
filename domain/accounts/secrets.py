"""Keys derived from the desk's secret, and random tokens of which only a hash is kept."""

import hashlib
import hmac
import secrets

from domain.settings import MINIMUM_SECRET_LENGTH, Settings


def derive_key(settings: Settings, purpose: str) -> bytes:
    """A key for one purpose, so that what one signs is worth nothing as another."""
    secret = settings.secret.get_secret_value()
    if len(secret) < MINIMUM_SECRET_LENGTH:
        raise ValueError(f"the desk's secret has fewer than {MINIMUM_SECRET_LENGTH} characters")
    return hmac.digest(secret.encode(), f"deskwire {purpose}".encode(), "sha256")


def random_token(prefix: str = "") -> str:
    """256 random bits in 43 characters that are safe in URLs."""
    return prefix + secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Random tokens need no slow hash: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
