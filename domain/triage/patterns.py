"""Regular expressions on RE2, bounded: in size when a rule is written, in time when used.

RE2 is linear in the text, but its factor is the size of the compiled program:
`(a{1,100}){1,10}b` may take 2,000 steps for each character. And RE2 lets go of Python's
lock while it searches, but not while it compiles: what is compiled must be small.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2

from domain.triage.terms import Place

# With this little RE2 refuses within 2 ms what would grow large.
GATE_MEMORY: Final = 1 << 18
# With less, RE2 falls back to a method ten times slower sooner; each rule may take this much.
MATCH_MEMORY: Final = 1 << 21
# Of all patterns of a rule together: at worst half a second for 20,000 characters.
MAX_STEPS: Final = 5_000
MAX_PLACES: Final = 20


class PatternRefused(ValueError):
    """Why patterns cannot be used, in words for the admin who wrote them."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment (of `time.monotonic`) after which no further search begins."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(time.monotonic() + seconds)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.at


@lru_cache(maxsize=2_048)
def either(patterns: tuple[str, ...]) -> Any:
    """One program that finds any of `patterns`; raises PatternRefused."""
    left = MAX_STEPS
    for pattern in patterns:
        left -= int(_compile(pattern, pattern, GATE_MEMORY).programsize)
        if left < 0:
            raise _too_large(pattern)
    joined = "(" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")"
    return _compile(joined, patterns[-1], MATCH_MEMORY)


def places(program: Any, text: str, deadline: Deadline) -> Iterator[Place]:
    """Where `program` finds more than nothing, at most `MAX_PLACES`, while there is time."""
    matches = program.finditer(text)
    for _ in range(MAX_PLACES):
        if deadline.is_over or (found := next(matches, None)) is None:
            return
        if found.end() > found.start():
            yield found.span()


def _compile(source: str, written: str, memory: int) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = memory
    try:
        return re2.compile(source, options)
    except re2.error as error:
        reason = error.args[0] if error.args else b""
        text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        if "too large" in text:
            raise _too_large(written) from None
        raise PatternRefused(f"RE2 refuses `{_short(written)}`: {text}") from None


def _too_large(pattern: str) -> PatternRefused:
    return PatternRefused(
        f"with `{_short(pattern)}` the patterns of this rule are too large (over {MAX_STEPS:,} "
        "steps when compiled): repeat less often, and use narrower classes than \\p{…}"
    )


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else pattern[:59] + "…"
