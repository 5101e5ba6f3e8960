"""Candidates by full text: those that share the rarest words of a text, in one statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from domain.conditions import statement_of
from domain.database import dialect
from domain.similar.vectors import Bag, WordWeights

MAX_WORDS: Final = 24
LEAST_WORDS: Final = 3
# All words together may be expected in this many texts; the commonest are left out before.
MAX_HITS: Final = 4_000
# What one word may find, where it is in far more texts than the sample told.
MAX_HITS_OF_WORD: Final = 2_000


@dataclass(frozen=True, slots=True)
class Index:
    """A full-text table: `key` names its row's key, and `row` the column that it stands for."""

    table: str
    column: str
    key: str
    row: str


def ticket_index(column: str) -> Index:
    if dialect() == "postgres":
        return Index("ticket_search", column, "ticket_id", "id")
    return Index("ticket_search", column, "rowid", "number")


ARTICLE_INDEX: Final = Index("article_search", "text", "article_id", "id")


def chosen_words(bag: Bag, weights: WordWeights) -> list[tuple[str, float]]:
    """The words to look for with what each counts, the most telling first."""
    ranked = sorted(bag, key=lambda word: (-weights.weight(word) * bag[word] ** 0.5, word))
    chosen: list[tuple[str, float]] = []
    hits = 0.0
    for word in ranked[: 2 * MAX_WORDS]:
        hits += weights.expected(word)
        if len(chosen) >= LEAST_WORDS and hits > MAX_HITS:
            break
        chosen.append((word, weights.weight(word)))
    return chosen[:MAX_WORDS]


async def find_candidates(
    index: Index,
    words: Sequence[tuple[str, float]],
    among: QuerySet[Any],
    limit: int,
    *,
    is_narrow: bool = False,
) -> list[str]:
    """The ids of those rows `among` all that share most with `words`, best first.

    `is_narrow` says that `among` are few: then the words are looked for in them alone, and
    what one word may find is not used up by others' rows.
    """
    if not words:
        return []
    rows, values = statement_of(among.values(*dict.fromkeys(("id", index.row))))
    mark = _marks(len(values))
    inside = f' AND {index.key} IN (SELECT "{index.row}" FROM r)' if is_narrow else ""
    branches = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {index.key} AS k, {mark(place, 'float8')} AS w"
        f" FROM {index.table} WHERE {_match(index, mark(place + 1, 'text'))}{inside}"
        f" LIMIT {MAX_HITS_OF_WORD}) b{place}"
        for place in range(0, 2 * len(words), 2)
    )
    sql = (
        f"WITH r AS ({rows}) SELECT r.id FROM r JOIN"
        f" (SELECT k, sum(w) AS shared FROM ({branches}) hit GROUP BY k) h"
        f' ON h.k = r."{index.row}" ORDER BY h.shared DESC, r.id DESC LIMIT {limit}'
    )
    for word, weight in words:
        values += [weight, word if dialect() == "postgres" else f'{index.column} : "{word}"']
    found = await get_connection("default").execute_query_dict(sql, values)
    return [row["id"] for row in found]


def _marks(taken: int) -> Callable[[int, str], str]:
    """What stands for a parameter, counted behind those that are `taken`."""
    if dialect() == "postgres":
        return lambda place, kind: f"CAST(${taken + place + 1} AS {kind})"
    return lambda place, kind: "?"


def _match(index: Index, mark: str) -> str:
    if dialect() == "postgres":
        return f"{index.column} @@ CAST({mark} AS tsquery)"
    return f"{index.table} MATCH {mark}"
