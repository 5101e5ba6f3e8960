"""Hints between processes: they arrive, and they survive the loss of Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jobs import hints as hinting
from jobs.hints import BroadcastHints
from jobs.wakers import HintingWaker
from tests.servers.redis import RedisServer


class Ear:
    """Counts the hints it hears."""

    def __init__(self) -> None:
        self.count = 0
        self._heard = asyncio.Event()

    def __call__(self) -> None:
        self.count += 1
        self._heard.set()

    async def next(self, within_s: float = 10.0) -> None:
        async with asyncio.timeout(within_s):
            await self._heard.wait()
        self._heard.clear()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[tuple[BroadcastHints, Ear]]:
    ear = Ear()
    hints = BroadcastHints(url, ear)
    await hints.start()
    try:
        yield hints, ear
    finally:
        await hints.stop()


async def test_in_one_process_a_hint_comes_back() -> None:
    async with connected("memory://") as (hints, ear):
        assert hints.is_connected
        await ear.next()  # the look after connecting
        hints.publish()
        await ear.next()


async def test_a_hint_reaches_every_process(redis_url: str) -> None:
    async with connected(redis_url) as (one, first), connected(redis_url) as (_, second):
        for ear in (first, second):
            await ear.next()
        one.publish()
        for ear in (first, second):
            await ear.next()


async def test_a_burst_of_hints_becomes_few() -> None:
    async with connected("memory://") as (hints, ear):
        await ear.next()
        for _ in range(10_000):
            hints.publish()
        await ear.next()
        assert ear.count < 10


@pytest.mark.timeout(60)
async def test_hints_come_back_by_themselves_after_redis_does(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hinting, "HEARTBEAT_S", 0.1)
    async with connected(redis_server.url) as (hints, ear):
        await ear.next()
        for _ in range(2):
            redis_server.stop()
            async with asyncio.timeout(10):
                while hints.is_connected:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            for _ in range(1_000):
                hints.publish()
            heard = ear.count
            redis_server.start()
            async with asyncio.timeout(10):
                while not hints.is_connected or ear.count == heard:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            heard = ear.count
            hints.publish()
            async with asyncio.timeout(10):
                while ear.count == heard:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)


async def test_without_redis_starting_publishing_and_stopping_only_take_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hinting, "CLOSE_S", 0.1)
    async with connected("redis://127.0.0.1:9/0") as (hints, ear):
        hints.publish()
        assert not hints.is_connected
        assert ear.count == 0


async def test_the_waker_sends_hints_for_events_and_ids_for_jobs() -> None:
    class Jobs:
        woken: tuple[str, ...] = ()

        def wake(self, job_ids: tuple[str, ...]) -> None:
            self.woken += job_ids

    jobs = Jobs()
    async with connected("memory://") as (hints, ear):
        await ear.next()
        waker = HintingWaker(hints, jobs)
        waker.wake(events=False, job_ids=("job_1",))
        assert jobs.woken == ("job_1",)
        waker.wake(events=True, job_ids=())
        await ear.next()
        assert jobs.woken == ("job_1",)
