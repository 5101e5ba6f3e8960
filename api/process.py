"""One API process from start to end."""

import asyncio
import gc
from collections.abc import Callable
from contextlib import nullcontext
from typing import Protocol

import structlog

from api.app import Parts, create_app
from api.auth import Authenticator
from api.health import Health
from api.metrics import Metrics
from api.rate_limits import MemoryRateLimiter, RateLimiter, RedisRateLimiter
from api.rights_guard import RightsGuard
from api.server import build_server, only_server
from api.socket_registry import SocketRegistry
from domain.actors import SYSTEM
from domain.database import close_database, open_database
from domain.desk_settings import adopt_settings
from domain.feed import LiveFeed
from domain.passwords import argon2_hasher
from domain.ports import LanguageModel, ModelTester
from domain.rights import RightsCache
from domain.settings import Mode, Settings
from domain.suggestions.running import Drafts
from domain.triage.warm import warm_up
from domain.unit_of_work import finish_running_work, transact
from schema.context import Services

WARM_UP_S = 0.2
log = structlog.get_logger(__name__)


class Background(Protocol):
    """What runs beside the API in its process: the hints, and when embedded the jobs."""

    @property
    def is_connected(self) -> bool:
        """Whether hints arrive; without them the feed polls."""

    async def start(self, on_hint: Callable[[], None], drafts: Drafts) -> None: ...

    async def stop(self) -> None: ...


async def serve_api(
    settings: Settings,
    background: Background,
    metrics: Metrics,
    *,
    llm: LanguageModel | None = None,
    model_tester: ModelTester | None = None,
) -> None:
    """Serve until a signal; then finish requests, close sockets with 1001, end jobs."""
    with only_server(settings.data_dir) if settings.mode is Mode.EMBEDDED else nullcontext():
        await _serve(settings, background, metrics, llm, model_tester)


async def _serve(
    settings: Settings,
    background: Background,
    metrics: Metrics,
    llm: LanguageModel | None,
    model_tester: ModelTester | None,
) -> None:
    await open_database(
        settings.effective_database_url, settings.database_pool_size, settings.statement_timeout_s
    )
    await transact(adopt_settings, SYSTEM, settings)
    feed, registry, rights = LiveFeed(), SocketRegistry(), RightsCache()
    feed.add_listener(rights.listen)
    feed.add_listener(RightsGuard(registry))
    limiter, health = _limiter(settings), Health(settings, feed, background)
    services = Services(settings, feed, argon2_hasher(), limiter, llm, model_tester, health)
    parts = Parts(
        settings=settings,
        services=services,
        authenticator=Authenticator(settings, rights),
        limiter=limiter,
        registry=registry,
        metrics=metrics,
        health=health,
    )
    metrics.watch(feed, registry)
    server = build_server(settings, create_app(parts), registry)
    await feed.start()
    await background.start(feed.wake, services.drafts)
    # All that was made so far stays: without this each full collection walks it.
    gc.freeze()
    # With Python's 700 new objects, lists spend a tenth of their time on collections in vain.
    gc.set_threshold(10_000)
    warming = asyncio.create_task(_warm_up_soon(), name="warm-up")
    log.info("api.serving", url=settings.effective_public_url, mode=settings.mode.value)
    try:
        await server.serve()
    finally:
        await warming
        await background.stop()
        await finish_running_work()
        await feed.stop()
        await close_database()
        log.info("api.stopped")


async def _warm_up_soon() -> None:
    """A moment later: what is loaded would only delay the first answers."""
    await asyncio.sleep(WARM_UP_S)
    await warm_up()


def _limiter(settings: Settings) -> RateLimiter:
    if not settings.redis_url:
        return MemoryRateLimiter()
    from redis.asyncio import Redis

    return RedisRateLimiter(Redis.from_url(settings.redis_url))
