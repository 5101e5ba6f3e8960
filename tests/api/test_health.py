"""Health: alive is cheap, ready says which part is down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from tortoise.connection import get_connection

from api.health import Health
from domain import clock
from domain.database import open_database
from domain.feed import LiveFeed
from domain.ids import new_id
from domain.models import Event
from domain.settings import Settings
from domain.vocabulary import ActorKind, EventKind, SubjectType
from tests.servers.postgres import PostgresServer


@dataclass
class Hints:
    is_connected: bool = True


@asynccontextmanager
async def running_feed() -> AsyncIterator[LiveFeed]:
    feed = LiveFeed()
    await feed.start()
    try:
        yield feed
    finally:
        await feed.stop()


async def ask(
    feed: LiveFeed, *, redis_url: str = "", hints: Hints | None = None, path: str = "/readyz"
) -> tuple[int, dict[str, Any]]:
    health = Health(Settings(redis_url=redis_url), feed, hints or Hints())
    app = Starlette(routes=[Route("/healthz", health.alive), Route("/readyz", health.ready)])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        answer = await client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()


async def test_all_parts_up_is_ready(db: str) -> None:
    async with running_feed() as feed:
        status, body = await ask(feed, redis_url="redis://localhost")
    assert status == 200
    assert body["status"] == "ok"
    assert set(body["checks"]) == {"database", "migrations", "feed", "redis"}
    assert all(check["ok"] and check["detail"] for check in body["checks"].values())


async def test_an_embedded_desk_has_no_redis_to_ask(db: str) -> None:
    async with running_feed() as feed:
        _, body = await ask(feed, hints=Hints(is_connected=False))
    assert body["status"] == "ok"
    assert "redis" not in body["checks"]


async def test_without_redis_it_is_degraded_but_serves(db: str) -> None:
    async with running_feed() as feed:
        status, body = await ask(
            feed, redis_url="redis://localhost", hints=Hints(is_connected=False)
        )
    assert (status, body["status"]) == (200, "degraded")
    assert not body["checks"]["redis"]["ok"]


async def test_a_feed_that_is_not_running_is_down(db: str) -> None:
    status, body = await ask(LiveFeed())
    assert (status, body["status"]) == (503, "down")
    assert not body["checks"]["feed"]["ok"]
    assert body["checks"]["database"]["ok"]


async def test_a_feed_that_lags_is_down(db: str) -> None:
    async with running_feed() as feed:
        await Event.create(
            id=new_id("evt"), kind=EventKind.USER_CREATED, subject_type=SubjectType.USER,
            subject_id=new_id("usr"), actor_kind=ActorKind.SYSTEM,
            occurred_at=clock.now() - timedelta(seconds=60),
        )  # fmt: skip
        feed.position = 0
        status, body = await ask(feed)
    assert status == 503
    assert "60 s" in body["checks"]["feed"]["detail"]


async def test_a_database_without_all_migrations_is_down(db: str) -> None:
    connection = get_connection("default")
    await connection.execute_query("DELETE FROM tortoise_migrations WHERE name = '0002_spine'")
    async with running_feed() as feed:
        status, body = await ask(feed)
    assert status == 503
    assert "0002_spine" in body["checks"]["migrations"]["detail"]
    assert "deskwire migrate" in body["checks"]["migrations"]["detail"]


@pytest.mark.parametrize("dialect", ["postgres"])
async def test_a_database_that_is_gone_is_down_and_nothing_else_is_asked(
    db: str, database_url: str, postgres_server: PostgresServer
) -> None:
    async with running_feed() as feed:
        await get_connection("default").close()
        await open_database(database_url.rpartition("/")[0] + "/there_is_no_such_database")
        status, body = await ask(feed)
    assert (status, body["status"]) == (503, "down")
    assert set(body["checks"]) == {"database"}
    assert "there_is_no_such_database" not in str(body)


async def test_being_alive_needs_no_database() -> None:
    assert await ask(LiveFeed(), path="/healthz") == (200, {"status": "ok"})


async def test_admins_are_told_the_same(db: str) -> None:
    async with running_feed() as feed:
        report = await Health(Settings(redis_url="redis://localhost"), feed, Hints()).report()
    assert {check.name for check in report} == {"database", "migrations", "feed", "redis"}
    assert {check.name for check in report if not check.is_required} == {"redis"}
    assert all(check.is_ok and check.detail for check in report)
