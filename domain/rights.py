"""What somebody may do at this moment, remembered for a moment.

Rights come from the rows of the session, token and user, never from what a token claims.
An event about any of them drops what is remembered at once; a lost event costs at most
`MAX_AGE_S`.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tortoise.exceptions import OperationalError

from domain.accounts.api_tokens import note_api_token_use
from domain.actors import SYSTEM, Actor
from domain.clock import now
from domain.errors import ErrorCode, unauthenticated
from domain.models import ApiToken, Event, Session
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, Scope

MAX_AGE_S: Final = 2.0
MAX_ENTRIES: Final = 20_000
_USE_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(slots=True)
class _Entry:
    actor: Actor
    ends_at: datetime | None
    loaded_at: float


class RightsCache:
    """Actors by session and by API token; register `listen` with the live feed."""

    def __init__(
        self, max_entries: int = MAX_ENTRIES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._max_entries = max_entries
        self._clock = clock
        self._changes = 0

    async def actor_for_session(
        self, session_id: str, user_id: str, valid_until: datetime | None = None
    ) -> Actor:
        """Who is in a session; raises UNAUTHENTICATED when it has ended."""
        entry = self._recall(session_id)
        if entry is None:
            started, changes = self._clock(), self._changes
            actor, ends_at = await _load_session(session_id, user_id)
            entry = _Entry(actor, ends_at, started)
            self._remember(session_id, entry, changes)
        if entry.actor.user_id != user_id:
            raise unauthenticated("This session has ended.")
        if entry.actor.valid_until != valid_until:  # rarely: most use one token at a time
            entry.actor = replace(entry.actor, valid_until=valid_until)
        return entry.actor

    async def actor_for_api_token(self, token_hash: str) -> Actor:
        """Who a token speaks for; raises UNAUTHENTICATED when it has ended or never was."""
        entry = self._recall(token_hash)
        if entry is None:
            started, changes = self._clock(), self._changes
            token, actor = await _load_api_token(token_hash)
            entry = _Entry(actor, token.expires_at, started)
            self._remember(token_hash, entry, changes)
            await _note_use(token)
        return entry.actor

    def listen(self, event: Event) -> None:
        """Forget whom an event is about."""
        if not may_close(event):
            return
        self._changes += 1
        for key in [key for key, entry in self._entries.items() if closes(entry.actor, event)]:
            del self._entries[key]

    def _recall(self, key: str) -> _Entry | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        is_old = self._clock() - entry.loaded_at >= MAX_AGE_S
        if is_old or (entry.ends_at is not None and entry.ends_at <= now()):
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return entry

    def _remember(self, key: str, entry: _Entry, changes: int) -> None:
        """Not what was read before an event that came in meanwhile."""
        if changes != self._changes:
            return
        self._entries[key] = entry
        if len(self._entries) > self._max_entries:
            self._entries.popitem(last=False)


def may_close(event: Event) -> bool:
    """Whether an event ends somebody's sockets."""
    return event.kind in _ENDINGS or _changes_role(event)


def closes(actor: Actor, event: Event) -> ErrorCode | None:
    """Why an actor's sockets end with this event, if they do.

    UNAUTHENTICATED: session, token or user is gone. FORBIDDEN: the rights have changed.
    """
    if event.kind is EventKind.SESSION_REVOKED:
        is_meant = event.subject_id == actor.session_id
    elif event.kind is EventKind.API_TOKEN_REVOKED:
        is_meant = event.subject_id == actor.api_token_id
    elif event.kind is EventKind.USER_DELETED:
        is_meant = event.subject_id == actor.user_id
    elif event.kind is EventKind.USER_UPDATED:
        is_meant = event.subject_id == actor.user_id and _changes_role(event)
        return ErrorCode.FORBIDDEN if is_meant else None
    else:
        return None
    return ErrorCode.UNAUTHENTICATED if is_meant else None


_ENDINGS: Final = frozenset(
    {EventKind.SESSION_REVOKED, EventKind.API_TOKEN_REVOKED, EventKind.USER_DELETED}
)


def _changes_role(event: Event) -> bool:
    return event.kind is EventKind.USER_UPDATED and any(
        change["field"] == "role" for change in event.changes
    )


async def _load_session(session_id: str, user_id: str) -> tuple[Actor, datetime]:
    session = await Session.get_or_none(
        id=session_id, user_id=user_id, revoked_at=None, user__deleted_at=None
    ).select_related("user")
    if session is None or session.expires_at <= now():
        raise unauthenticated("This session has ended: sign in again.")
    actor = Actor(user_id=session.user_id, role=session.user.role, session_id=session.id)
    return actor, session.expires_at


async def _load_api_token(token_hash: str) -> tuple[ApiToken, Actor]:
    token = await ApiToken.get_or_none(
        token_hash=token_hash, revoked_at=None, user__deleted_at=None
    ).select_related("user")
    if token is None or (token.expires_at is not None and token.expires_at <= now()):
        raise unauthenticated("This API token is not valid, was revoked, or has expired.")
    actor = Actor(
        user_id=token.user_id,
        role=token.user.role,
        api_token_id=token.id,
        scopes=frozenset(Scope(scope) for scope in token.scopes),
        valid_until=token.expires_at,
    )
    return token, actor


async def _note_use(token: ApiToken) -> None:
    last = token.last_used_at
    if last is None or last < now() - _USE_NOTED_EVERY:
        with suppress(OperationalError):
            await transact(note_api_token_use, SYSTEM, token.id)
