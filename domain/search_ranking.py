"""Ranks what a search finds, without reading all of it.

At most the newest 1,000 matches are ranked. Of a million tickets a frequent word's are found at
once by looking at the newest tickets, where the index would bring a hundred thousand; a rare
word's by the index, where a look at each ticket would take seconds. PostgreSQL cannot tell the
one from the other before it has looked, so the choice is made here.
"""

from collections.abc import Sequence
from typing import Any, Final

from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from domain.database import dialect
from domain.models import Ticket
from domain.reading import conditions_of
from domain.search_text import Query

MAX_RANKED = 1_000
NEWEST: Final = (5_000, 100_000)
"""How many of the newest tickets are looked at, first and then: about 2 and 80 ms at the most."""

_HITS_AMONG_NEWEST = """
SELECT "ticket"."id", "ticket"."number" FROM (
  SELECT ticket_id, {column} AS words FROM ticket_search ORDER BY ticket_id DESC LIMIT {newest}
) newest JOIN "ticket" ON "ticket"."id" = newest.ticket_id
{where} words @@ CAST(${query}::text AS tsquery) ORDER BY newest.ticket_id DESC LIMIT {most}
"""
# Materialised, so that nobody walks the tickets in their order to save the sorting.
_HITS_BY_INDEX = """
WITH found AS MATERIALIZED (
  SELECT "ticket"."id", "ticket"."number" FROM "ticket"
  {where} "ticket"."id" IN (
    SELECT ticket_id FROM ticket_search WHERE {column} @@ CAST(${query}::text AS tsquery)
  )
) SELECT id, number FROM found ORDER BY number DESC LIMIT {most}
"""
# A subquery and no join: for a thousand tickets PostgreSQL would read the whole index.
_RANKED = """
SELECT hit.id FROM ({hits}) hit ORDER BY ts_rank((
  SELECT {column} FROM ticket_search WHERE ticket_id = hit.id
), CAST(${query}::text AS tsquery)) DESC NULLS LAST, hit.number DESC
"""
_RANKED_ON_SQLITE = """
SELECT hit.id FROM (
  SELECT "ticket"."id", "ticket"."number" FROM "ticket"
  {where} "ticket"."number" IN (SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?)
  ORDER BY "ticket"."number" DESC LIMIT {most}
) hit JOIN ticket_search ON ticket_search.rowid = hit.number WHERE ticket_search MATCH ?
ORDER BY bm25(ticket_search), hit.number DESC
"""


async def ranked_ids(
    among: QuerySet[Ticket], query: Query, column: str, *, newest_first: bool
) -> list[str]:
    """The ids of the newest matches of `query` in this column of texts, best first.

    Set `newest_first` where `among` is many tickets, such as all that staff may read; those of
    one requester are found by him.
    """
    where, values = conditions_of(among)
    where = f"{where} AND" if where else "WHERE"
    if dialect() == "sqlite":
        asked = query.for_sqlite(column)
        sql = _RANKED_ON_SQLITE.format(where=where, most=MAX_RANKED)
        return await _ids(sql, [*values, asked, asked])
    values.append(query.for_postgres())

    async def ranked(hits: str, newest: int = 0) -> list[str]:
        known = {"where": where, "column": column, "query": len(values), "most": MAX_RANKED}
        found = hits.format(**known, newest=newest)
        return await _ids(_RANKED.format(**known, hits=found), values)

    looked_at = 0
    ids: list[str] = []
    for newest in NEWEST if newest_first else ():
        if looked_at and len(ids) * newest < MAX_RANKED * looked_at:
            break  # at this rate, not enough
        looked_at, ids = newest, await ranked(_HITS_AMONG_NEWEST, newest)
        if len(ids) == MAX_RANKED:
            return ids
    return await ranked(_HITS_BY_INDEX)


async def _ids(sql: str, values: Sequence[Any]) -> list[str]:
    rows = await get_connection("default").execute_query_dict(sql, list(values))
    return [row["id"] for row in rows]
