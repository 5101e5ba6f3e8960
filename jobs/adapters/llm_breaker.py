"""A circuit breaker for each model: one that keeps failing is left alone for a while.

Each process has its own: what one worker learns in a few calls, another does as well, and
nothing needs to be shared or kept.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FAILURES: Final = 5
OPEN_S: Final = 30.0
LONGEST_OPEN_S: Final = 300.0


@dataclass(slots=True)
class Breaker:
    """Open after `FAILURES` in a row; then one question at a time is let through as a probe,
    and each failed one doubles the time until the next."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    open_until: float = 0.0
    open_for_s: float = OPEN_S
    is_probing: bool = False

    def admits(self) -> bool:
        """Whether to ask now; a yes to a probe must be followed by an end of the call."""
        if self.clock() < self.open_until:
            return False
        if self.failures < FAILURES:
            return True
        if self.is_probing:
            return False
        self.is_probing = True
        return True

    @property
    def is_on_edge(self) -> bool:
        """Whether one more failure opens it."""
        return self.is_probing or self.failures + 1 >= FAILURES

    def succeeded(self) -> None:
        self.failures, self.is_probing, self.open_for_s = 0, False, OPEN_S

    def failed(self) -> None:
        was_probing, self.is_probing = self.is_probing, False
        self.failures += 1
        if self.failures < FAILURES:
            return
        if was_probing:
            self.open_for_s = min(2 * self.open_for_s, LONGEST_OPEN_S)
        self.open_until = max(self.open_until, self.clock() + self.open_for_s)

    def ended_otherwise(self) -> None:
        """The call ended in a way that says nothing about the endpoint."""
        self.is_probing = False

    def rest(self, seconds: float) -> None:
        """The endpoint has asked for that much time."""
        self.open_until = max(self.open_until, self.clock() + min(seconds, LONGEST_OPEN_S))
