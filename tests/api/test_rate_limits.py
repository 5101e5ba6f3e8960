"""The same limits in memory and in Redis, and what happens when Redis is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from structlog.testing import capture_logs

from api.rate_limits import (
    MemoryRateLimiter,
    RateDecision,
    RateLimiter,
    RedisRateLimiter,
)
from api.rate_lots import RateLots, admit_operations
from tests.api.desk_server import desk_settings, serve_desk
from tests.servers.redis import RedisServer


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(url, retry=Retry(NoBackoff(), 0))
    try:
        yield client
    finally:
        await client.aclose()


@pytest.fixture(params=["memory", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[RateLimiter]:
    if request.param == "memory":
        yield MemoryRateLimiter()
        return
    async with connected(request.getfixturevalue("redis_url")) as client:
        yield RedisRateLimiter(client)


async def test_hits_are_allowed_up_to_the_limit(limiter: RateLimiter) -> None:
    decisions = [await limiter.hit("k", 3, 60) for _ in range(5)]
    assert [decision.allowed for decision in decisions] == [True, True, True, False, False]
    assert [decision.remaining for decision in decisions] == [2, 1, 0, 0, 0]
    assert decisions[0].retry_after_s == 0
    assert 59 <= decisions[3].retry_after_s <= 60


async def test_keys_do_not_share_their_hits(limiter: RateLimiter) -> None:
    assert (await limiter.hit("one", 1, 60)).allowed
    assert (await limiter.hit("two", 1, 60)).allowed
    assert not (await limiter.hit("one", 1, 60)).allowed


async def test_a_hit_may_cost_more_than_one(limiter: RateLimiter) -> None:
    assert (await limiter.hit("k", 10, 60, cost=7)).remaining == 3
    assert not (await limiter.hit("k", 10, 60, cost=4)).allowed


async def test_simultaneous_hits_never_exceed_the_limit(limiter: RateLimiter) -> None:
    decisions = await asyncio.gather(*(limiter.hit("k", 20, 60) for _ in range(100)))
    assert sum(decision.allowed for decision in decisions) == 20


async def test_a_window_of_memory_ends_after_its_time() -> None:
    clock = Clock()
    limiter = MemoryRateLimiter(clock=clock)
    assert (await limiter.hit("k", 1, 10)).allowed
    clock.now += 9.5
    assert await limiter.hit("k", 1, 10) == RateDecision(False, 1, 0)
    clock.now += 0.5
    assert (await limiter.hit("k", 1, 10)).allowed


async def test_a_window_of_redis_expires_with_its_key(redis_url: str) -> None:
    async with connected(redis_url) as client:
        limiter = RedisRateLimiter(client)
        await limiter.hit("k", 1, 10)
        assert not (await limiter.hit("k", 1, 10)).allowed
        [key] = await client.keys("*")
        assert 9_000 < await client.pttl(key) <= 10_000
        await client.delete(key)
        assert (await limiter.hit("k", 1, 10)).allowed


async def test_memory_holds_a_bounded_number_of_keys_and_drops_the_oldest() -> None:
    limiter = MemoryRateLimiter(max_keys=3)
    for key in "abcd":
        await limiter.hit(key, 1, 60)
    assert not (await limiter.hit("d", 1, 60)).allowed
    assert (await limiter.hit("a", 1, 60)).allowed


async def test_without_redis_memory_counts_and_the_log_says_so_once_a_minute(
    redis_server: RedisServer,
) -> None:
    clock = Clock()
    async with connected(redis_server.url) as client:
        limiter = RedisRateLimiter(client, clock=clock)
        assert (await limiter.hit("k", 2, 600)).remaining == 1
        redis_server.stop()
        with capture_logs() as logs:
            assert (await limiter.hit("k", 1, 600)).allowed
            assert not (await limiter.hit("k", 1, 600)).allowed
            clock.now += 30
            assert not (await limiter.hit("k", 1, 600)).allowed
            assert [entry["event"] for entry in logs] == ["rate_limits_without_redis"]
            clock.now += 31
            assert not (await limiter.hit("k", 1, 600)).allowed
            assert len(logs) == 2
        redis_server.start()
        clock.now += 2
        assert (await limiter.hit("k", 2, 600)).remaining == 1


async def test_known_users_are_counted_apart_from_their_address() -> None:
    admit = admit_operations(MemoryRateLimiter(), per_user=2, per_address=1)
    assert (await admit(None, "10.0.0.1")).allowed
    assert not (await admit(None, "10.0.0.1")).allowed
    assert (await admit(None, "10.0.0.2")).allowed
    assert (await admit("usr_1", "10.0.0.1")).allowed
    assert (await admit("usr_1", "10.0.0.9")).allowed
    assert not (await admit("usr_1", "10.0.0.1")).allowed


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_the_number_of_the_settings_holds_for_addresses_too(db: str) -> None:
    async with serve_desk(desk_settings(requests_per_minute=3)) as desk:
        answers = [await desk.ask(None, "{ viewer { id } }") for _ in range(4)]
    codes = [[error["extensions"]["code"] for error in it.get("errors", ())] for it in answers]
    assert codes == [[], [], [], ["RATE_LIMITED"]]


class Counted:
    """A limiter of memory that tells what it was asked."""

    def __init__(self, clock: Clock) -> None:
        self._limiter = MemoryRateLimiter(clock=clock)
        self.costs: list[int] = []

    async def hit(self, key: str, limit: int, window_s: float, cost: int = 1) -> RateDecision:
        await asyncio.sleep(0)
        self.costs.append(cost)
        return await self._limiter.hit(key, limit, window_s, cost)


async def test_a_lot_is_fetched_once_and_handed_out_to_its_end() -> None:
    shared = Counted(Clock())
    lots = RateLots(shared, clock=Clock())
    decisions = [await lots.hit("k", 1_000, 60) for _ in range(1_005)]
    assert [decision.allowed for decision in decisions] == [True] * 1_000 + [False] * 5
    assert shared.costs == [20] * 51
    assert decisions[-1].retry_after_s == 60


async def test_processes_together_never_exceed_the_limit() -> None:
    shared = Counted(Clock())
    processes = [RateLots(shared, clock=Clock()) for _ in range(4)]
    hits = [processes[number % 4].hit("k", 1_000, 60) for number in range(2_000)]
    allowed = sum(decision.allowed for decision in await asyncio.gather(*hits))
    assert 940 <= allowed <= 1_000


async def test_what_is_left_of_a_lot_ends_with_its_window() -> None:
    clock = Clock()
    shared = Counted(clock)
    lots = RateLots(shared, clock=clock)
    assert (await lots.hit("k", 100, 60)).allowed
    clock.now += 60
    for _ in range(100):
        assert (await lots.hit("k", 100, 60)).allowed
    assert not (await lots.hit("k", 100, 60)).allowed
    clock.now += 60
    assert (await lots.hit("k", 100, 60)).allowed


async def test_a_small_limit_is_counted_one_by_one() -> None:
    shared = Counted(Clock())
    processes = [RateLots(shared, clock=Clock()) for _ in range(2)]
    decisions = [await processes[number % 2].hit("k", 5, 60) for number in range(7)]
    assert [decision.allowed for decision in decisions] == [True] * 5 + [False] * 2


async def test_lots_of_a_bounded_number_of_keys_are_remembered() -> None:
    shared = Counted(Clock())
    lots = RateLots(shared, max_keys=2, clock=Clock())
    for key in ("a", "b", "c", "c", "a"):
        await lots.hit(key, 1_000, 60)
    assert len(shared.costs) == 4
