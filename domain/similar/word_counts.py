"""In how many texts of this desk a word is, so that rare words count more than common ones."""

import asyncio
import time
from typing import Any, Final
from weakref import WeakKeyDictionary

from tortoise.connection import get_connection

from domain.database import dialect
from domain.similar.vectors import WordWeights

# PostgreSQL keeps no such counts and counts the newest texts; SQLite's index knows them all.
SAMPLED: Final = 2_000
MAX_WORDS: Final = 20_000
# A small desk changes fast and is counted fast.
LEAST_KEPT_S: Final = 5.0
LONGEST_KEPT_S: Final = 600.0
KEPT_S_PER_TEXT: Final = 0.1

_WORDS: Final = {
    "postgres": f"""
        SELECT word, ndoc AS texts FROM ts_stat(
            '(SELECT staff_text FROM ticket_search ORDER BY ticket_id DESC LIMIT {SAMPLED})
             UNION ALL (SELECT text FROM article_search ORDER BY article_id DESC LIMIT {SAMPLED})'
        ) WHERE ndoc > 1 ORDER BY ndoc DESC LIMIT {MAX_WORDS}""",
    "sqlite": f"""
        SELECT term AS word, sum(doc) AS texts FROM (
            SELECT term, doc FROM ticket_words UNION ALL SELECT term, doc FROM article_words
        ) GROUP BY term HAVING sum(doc) > 1 ORDER BY texts DESC LIMIT {MAX_WORDS}""",
}
_SIZES: Final = {
    "postgres": f"""
        SELECT (SELECT count(*) FROM (SELECT 1 FROM ticket_search LIMIT {SAMPLED}) t)
             + (SELECT count(*) FROM (SELECT 1 FROM article_search LIMIT {SAMPLED}) a) AS counted,
            (SELECT coalesce(max(number), 0) - 1000 FROM ticket) AS size""",
    "sqlite": """
        SELECT (SELECT count(*) FROM ticket) + (SELECT count(*) FROM article) AS counted,
            0 AS size""",
}

_kept: WeakKeyDictionary[Any, tuple[float, WordWeights]] = WeakKeyDictionary()
_counting: WeakKeyDictionary[Any, asyncio.Lock] = WeakKeyDictionary()


async def word_weights() -> WordWeights:
    """How much each word counts; the process counts anew after 5 s to 10 min, by the size."""
    client = get_connection("default")
    if (known := _fresh(client)) is not None:
        return known
    async with _counting.setdefault(client, asyncio.Lock()):
        if (known := _fresh(client)) is None:
            known = await _count(client)
            kept_s = min(LONGEST_KEPT_S, LEAST_KEPT_S + known.size * KEPT_S_PER_TEXT)
            _kept[client] = (time.monotonic() + kept_s, known)
    return known


def _fresh(client: Any) -> WordWeights | None:
    until, known = _kept.get(client, (0.0, None))
    return known if time.monotonic() < until else None


async def _count(client: Any) -> WordWeights:
    [sizes] = await client.execute_query_dict(_SIZES[dialect()])
    rows = await client.execute_query_dict(_WORDS[dialect()])
    counted = max(1, sizes["counted"])
    texts = {row["word"]: row["texts"] for row in rows}
    return WordWeights(counted, texts, max(counted, sizes["size"]))
