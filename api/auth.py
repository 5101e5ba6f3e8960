"""From what a request or a socket shows to who it is."""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any, Final

from domain import clock
from domain.accounts.access_tokens import read_access_token
from domain.accounts.api_tokens import PREFIX
from domain.accounts.secrets import hash_token
from domain.actors import ANONYMOUS, Actor
from domain.errors import unauthenticated
from domain.rights import RightsCache
from domain.settings import Settings

MAX_LENGTH: Final = 4_096
REMEMBERED: Final = 10_000


class Authenticator:
    """Access tokens and API tokens to actors, with the rights of this moment."""

    def __init__(self, settings: Settings, rights: RightsCache) -> None:
        self._rights = rights
        # A signature that was good stays good; only good ones are remembered.
        self._read = lru_cache(REMEMBERED)(partial(read_access_token, settings))

    async def authenticate_header(self, value: str | None) -> Actor:
        """The actor of an `Authorization` header; without one, nobody in particular.

        Raises UNAUTHENTICATED for anything but a living token, so that a client never
        takes the answer for nobody as its own.
        """
        if value is None:
            return ANONYMOUS
        scheme, _, token = value.strip().partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= MAX_LENGTH:
            raise unauthenticated("Send `Authorization: Bearer <token>`.")
        if token.startswith(PREFIX):
            return await self._rights.actor_for_api_token(hash_token(token))
        claims = self._read(token)
        if claims.expires_at <= clock.now():
            raise unauthenticated("The access token has expired.")
        return await self._rights.actor_for_session(
            claims.session_id, claims.user_id, claims.expires_at
        )

    async def authenticate_payload(self, payload: Mapping[str, Any] | None) -> Actor:
        """The actor of a `connection_init`: `{"authorization": "Bearer …"}`."""
        found = [v for key, v in (payload or {}).items() if key.lower() == "authorization"]
        if not found or found == [None]:
            return ANONYMOUS
        if len(found) > 1 or not isinstance(found[0], str):
            raise unauthenticated('Send {"authorization": "Bearer <token>"}.')
        return await self.authenticate_header(found[0])
