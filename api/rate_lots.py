"""Counting in lots, so that not every operation asks Redis.

A process takes a lot of a key's permits from the shared count, and hands them out itself
until they or the window are used up. So no limit is ever exceeded for it; a user may be
refused early, by what is left of a lot of his in other processes: at most `1 / LOTS` of the
limit in each.
"""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from api.rate_limits import RateDecision, RateLimiter

LOTS: Final = 50
LARGEST_LOT: Final = 100
MAX_KEYS: Final = 100_000


@dataclass(slots=True)
class _Lot:
    """What is left to hand out until `ends_at`, or that nothing more will be."""

    ends_at: float = 0.0
    left: int = 0
    is_refused: bool = False
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    def decide(self, now: float) -> RateDecision | None:
        """None when the shared count must be asked."""
        if self.ends_at <= now:
            return None
        if self.left > 0:
            self.left -= 1
            return RateDecision(True, 0, self.left)
        if self.is_refused:
            return RateDecision(False, max(1, math.ceil(self.ends_at - now)), 0)
        return None


class RateLots:
    """Hits of cost 1 against `limiter`, a lot at a time."""

    def __init__(
        self,
        limiter: RateLimiter,
        max_keys: int = MAX_KEYS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limiter = limiter
        self._max_keys = max_keys
        self._clock = clock
        self._lots: OrderedDict[str, _Lot] = OrderedDict()

    async def hit(self, key: str, limit: int, window_s: float) -> RateDecision:
        """Whether one more is allowed; `remaining` is that of the lot."""
        lot = self._lots.get(key) or self._add(key)
        if (decision := lot.decide(self._clock())) is not None:
            return decision
        async with lot.fetching:
            now = self._clock()
            if (decision := lot.decide(now)) is not None:
                return decision
            size = min(max(1, limit // LOTS), LARGEST_LOT)
            decision = await self._limiter.hit(key, limit, window_s, size)
            lot.ends_at = now + decision.window_left_s
            lot.left = size - 1 if decision.allowed else 0
            lot.is_refused = not decision.allowed
        return decision

    def _add(self, key: str) -> _Lot:
        lot = self._lots[key] = _Lot()
        if len(self._lots) > self._max_keys:
            self._lots.popitem(last=False)
        return lot


Admit = Callable[[str | None, str], Awaitable[RateDecision]]
"""Decides whether a user (None: nobody) at an address may send one more operation."""


def admit_operations(
    limiter: RateLimiter, *, per_user: int, per_address: int, window_s: float = 60
) -> Admit:
    """The limit that both edges apply: known users by id, others by their address."""

    lots = RateLots(limiter)

    async def admit(user_id: str | None, address: str) -> RateDecision:
        if user_id is not None:
            return await lots.hit(f"operations:user:{user_id}", per_user, window_s)
        return await lots.hit(f"operations:address:{address}", per_address, window_s)

    return admit
