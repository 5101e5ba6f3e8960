"""Ranks what a search finds: at most the newest 1,000 matches, best first."""

from typing import Any, Final

from tortoise.connection import get_connection
from tortoise.queryset import QuerySet

from domain import search_plans
from domain.database import dialect
from domain.models import Ticket
from domain.reading import conditions_of
from domain.search_text import Query

MAX_RANKED: Final = 1_000

_RANKED_ON_SQLITE = """
SELECT hit.id FROM (
  SELECT "ticket"."id", "ticket"."number" FROM "ticket"
  {where} "ticket"."number" IN (SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?)
  ORDER BY "ticket"."number" DESC LIMIT {most}
) hit JOIN ticket_search ON ticket_search.rowid = hit.number WHERE ticket_search MATCH ?
ORDER BY bm25(ticket_search), hit.number DESC
"""


async def ranked_ids(among: QuerySet[Ticket], query: Query, column: str) -> list[str]:
    """The ids of the newest matches of `query` in this column of texts, best first."""
    where, values = conditions_of(among)
    if dialect() == "postgres":
        asked = search_plans.Search(where, values, query.for_postgres(), column, MAX_RANKED)
        return await search_plans.newest_matches(asked)
    return await _on_sqlite(where, values, query.for_sqlite(column))


async def _on_sqlite(where: str, values: list[Any], query: str) -> list[str]:
    """By the index: a desk of one process has not a million tickets."""
    where = f"{where} AND" if where else "WHERE"
    sql = _RANKED_ON_SQLITE.format(where=where, most=MAX_RANKED)
    rows = await get_connection("default").execute_query_dict(sql, [*values, query, query])
    return [row["id"] for row in rows]
