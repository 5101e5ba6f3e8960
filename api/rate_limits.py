"""How often somebody may do something, counted in Redis or in this process.

A window begins with the first hit of its key and ends `window_s` seconds later; refused
hits count as well. Without Redis every process counts alone, so that a limit may be
exceeded by the number of processes, but never switched off.
"""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RateDecision:
    """`retry_after_s` is 0 when allowed, else whole seconds until the window ends."""

    allowed: bool
    retry_after_s: int
    remaining: int
    window_left_s: float = field(default=0.0, compare=False)


class RateLimiter(Protocol):
    async def hit(self, key: str, limit: int, window_s: float, cost: int = 1) -> RateDecision:
        """Count `cost` against `key`; at most `limit` are allowed in `window_s` seconds."""


class MemoryRateLimiter:
    """Counts in this process. Past `max_keys` the oldest window is forgotten."""

    def __init__(
        self, max_keys: int = 100_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._windows: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._max_keys = max_keys
        self._clock = clock

    async def hit(self, key: str, limit: int, window_s: float, cost: int = 1) -> RateDecision:
        now = self._clock()
        count, end = self._windows.get(key, (0, 0.0))
        if now >= end:
            self._windows.pop(key, None)
            count, end = 0, now + window_s
        self._windows[key] = (count + cost, end)
        if len(self._windows) > self._max_keys:
            self._windows.popitem(last=False)
        return _decide(count + cost, limit, end - now)


class RedisRateLimiter:
    """Counts in Redis, shared by all processes; falls back to memory while Redis is down.

    After a failure Redis is left alone for `PAUSE_S`, so that an outage costs each
    request nothing; it is logged once a minute.
    """

    TIMEOUT_S: Final = 0.5
    PAUSE_S: Final = 1.0
    LOG_EVERY_S: Final = 60.0
    _SCRIPT: Final = """
        local count = redis.call('INCRBY', KEYS[1], ARGV[1])
        local left = redis.call('PTTL', KEYS[1])
        if left < 0 then
            left = tonumber(ARGV[2])
            redis.call('PEXPIRE', KEYS[1], left)
        end
        return {count, left}
    """

    def __init__(
        self,
        redis: Redis,
        fallback: RateLimiter | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._script = redis.register_script(self._SCRIPT)
        self._fallback = fallback or MemoryRateLimiter()
        self._clock = clock
        self._paused_until = -math.inf
        self._logged_at = -math.inf

    async def hit(self, key: str, limit: int, window_s: float, cost: int = 1) -> RateDecision:
        if self._clock() >= self._paused_until:
            try:
                async with asyncio.timeout(self.TIMEOUT_S):
                    count, left_ms = await self._script(
                        keys=[f"deskwire:rate:{key}"], args=[cost, math.ceil(window_s * 1000)]
                    )
            except (RedisError, OSError, TimeoutError) as error:
                self._pause(error)
            else:
                return _decide(count, limit, left_ms / 1000)
        return await self._fallback.hit(key, limit, window_s, cost)

    def _pause(self, error: Exception) -> None:
        now = self._clock()
        self._paused_until = now + self.PAUSE_S
        if now - self._logged_at >= self.LOG_EVERY_S:
            self._logged_at = now
            _log.warning("rate_limits_without_redis", error=repr(error))


def _decide(count: int, limit: int, left_s: float) -> RateDecision:
    if count <= limit:
        return RateDecision(True, 0, limit - count, left_s)
    return RateDecision(False, max(1, math.ceil(left_s)), 0, left_s)
