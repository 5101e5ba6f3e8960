"""What requesters gave for the help."""

from dataclasses import dataclass
from typing import Final

from domain.stats.scope import StatsScope
from domain.stats.sql import created_in, run

BEST: Final = 5


@dataclass(frozen=True, slots=True)
class Ratings:
    """`counts` says how often each of 1 to 5 was given to tickets created in the range."""

    counts: tuple[int, ...]

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def average(self) -> float | None:
        """None before the first rating."""
        stars = sum(rating * count for rating, count in enumerate(self.counts, 1))
        return stars / self.count if self.count else None


async def ratings(scope: StatsScope) -> Ratings:
    rated = created_in(scope).filter(rating__not_isnull=True)
    rows = await run(
        rated.values("rating"), "SELECT rating, COUNT(*) AS count FROM {query} hit GROUP BY 1"
    )
    counts = {row["rating"]: int(row["count"]) for row in rows}
    return Ratings(tuple(counts.get(rating, 0) for rating in range(1, BEST + 1)))
