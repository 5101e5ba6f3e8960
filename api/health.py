"""/healthz: the process is alive. /readyz: it can serve, and if not, which part is down."""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final, Protocol

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from tortoise.connection import get_connection

from domain.database.pending import missing_migrations
from domain.desk_samples import feed_lag_s
from domain.feed import LiveFeed
from domain.ports import HealthCheck
from domain.settings import Settings

MAX_LAG_S: Final = 5.0
CHECK_LIMIT_S: Final = 2.0
REMEMBERED_S: Final = 1.0

log = structlog.get_logger(__name__)


class Hints(Protocol):
    @property
    def is_connected(self) -> bool:
        """Whether hints arrive; without them the feed polls."""


@dataclass(frozen=True, slots=True)
class Check:
    ok: bool
    detail: str
    is_required: bool = True


class Health:
    """Answers load balancers and people; asks the database at most once a second."""

    def __init__(self, settings: Settings, feed: LiveFeed, hints: Hints) -> None:
        self._settings = settings
        self._feed = feed
        self._hints = hints
        self._is_migrated = False
        self._lock = asyncio.Lock()
        self._checks: dict[str, Check] = {}
        self._checked_at = -REMEMBERED_S

    async def alive(self, request: Request) -> Response:
        return _json(200, {"status": "ok"})

    async def ready(self, request: Request) -> Response:
        """503 when a required part is down; 200 and `degraded` when another one is."""
        checks = await self._current()
        down = [check for check in checks.values() if not check.ok]
        is_down = any(check.is_required for check in down)
        status = "down" if is_down else "degraded" if down else "ok"
        listed = {name: {"ok": it.ok, "detail": it.detail} for name, it in checks.items()}
        return _json(503 if is_down else 200, {"status": status, "checks": listed})

    async def report(self) -> list[HealthCheck]:
        """The same, for admins."""
        checks = await self._current()
        return [HealthCheck(name, it.ok, it.is_required, it.detail) for name, it in checks.items()]

    async def _current(self) -> dict[str, Check]:
        async with self._lock:
            if time.monotonic() - self._checked_at >= REMEMBERED_S:
                self._checks = await self._check_all()
                self._checked_at = time.monotonic()
            return self._checks

    async def _check_all(self) -> dict[str, Check]:
        checks = {"database": await _guarded(self._database())}
        if checks["database"].ok:
            checks["migrations"] = await _guarded(self._migrations())
            checks["feed"] = await _guarded(self._live_feed())
        if self._settings.redis_url:
            checks["redis"] = self._redis()
        return checks

    async def _database(self) -> Check:
        await get_connection("default").execute_query("SELECT 1")
        return Check(True, "It answers.")

    async def _migrations(self) -> Check:
        if not self._is_migrated:
            missing = await missing_migrations()
            if missing:
                return Check(False, f"Run `deskwire migrate`: {', '.join(missing)} not applied.")
            self._is_migrated = True
        return Check(True, "The schema is current.")

    async def _live_feed(self) -> Check:
        if not self._feed.is_running:
            return Check(False, "The reader of events is not running: restart this process.")
        lag_s = await feed_lag_s(self._feed.position)
        if lag_s > MAX_LAG_S:
            return Check(False, f"Events wait for {lag_s:.0f} s to be read.")
        return Check(True, "It keeps up with the event log.")

    def _redis(self) -> Check:
        if self._hints.is_connected:
            return Check(True, "Wake-ups arrive.", is_required=False)
        return Check(False, "Not connected: everything still works, by polling.", is_required=False)


async def _guarded(check: Awaitable[Check]) -> Check:
    """Never says what the error says: it may name hosts and users to a stranger."""
    try:
        async with asyncio.timeout(CHECK_LIMIT_S):
            return await check
    except TimeoutError:
        return Check(False, f"No answer within {CHECK_LIMIT_S:g} s.")
    except Exception as error:
        log.warning("health.check_failed", error=f"{type(error).__name__}: {error}")
        return Check(False, "It does not answer: see the log.")


def _json(status: int, body: object) -> Response:
    headers = {"cache-control": "no-store"}
    return Response(orjson.dumps(body), status, headers, media_type="application/json")
