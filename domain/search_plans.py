"""The newest matches of a search on PostgreSQL, by the way that looks at the fewest rows.

There are three ways, and each finds the same. Of a million tickets, those with a frequent word
are found by walking from the newest one, where the index would bring a hundred thousand; those
with a rare word by the index, where a walk would take seconds; and of the tickets of one person
each can be looked at. PostgreSQL knows none of this before it has looked, so a look at the newest
tickets comes first, and says how many match.
"""

from dataclasses import dataclass
from math import inf
from typing import Any, Final

import orjson
from tortoise.connection import get_connection

PROBED: Final = 5_000
"""How many of the newest tickets are looked at first; 2 ms."""
WALKS: Final = (20_000, 50_000, 100_000, 200_000)
"""How many a walk looks at, at the most. Few sizes, so that there are few statements."""

# What a row costs, measured in rows of a walk (a third of a microsecond).
_LOOKED_UP: Final = 10
"""A ticket by its id, for the filters."""
_FOUND: Final = 12
"""A match that the index has found: its block is anywhere."""
_SORTED: Final = 2
"""A ticket that passes the filters."""
_FILTERED: Final = 18
"""Its words, by its id."""
_INDEXED: Final = 0.05
"""A ticket in the index's lists, which are read from end to end."""
_PLANNED: Final = 11
"""A unit of PostgreSQL's own estimates."""
_FEW: Final = 4 * PROBED
"""Filters that leave so little to do need no look at the newest tickets before."""

# The words are asked for once in a statement. A parameter that is cast in each place would be
# parsed for each row, and planned by its value until PostgreSQL prefers the plan without.
_ASKED = "WITH asked AS MATERIALIZED (SELECT CAST(${query}::text AS tsquery) AS words)"
_MATCHES = "{column} @@ (SELECT words FROM asked)"
# A subquery's value and no join, here and below: these few are looked up by their ids, whatever
# PostgreSQL thinks that they are.
_PASSES = 'AND (SELECT TRUE FROM "ticket"{where} AND "ticket"."id" = newest.ticket_id)'
# But the index may find many: then PostgreSQL may well read what passes, and compare.
_AMONG = 'WHERE newest.ticket_id IN (SELECT "ticket"."id" FROM "ticket"{where})'
_RANKED = """
SELECT hit.ticket_id FROM ({hits}) hit ORDER BY ts_rank((
  SELECT {column} FROM ticket_search WHERE ticket_id = hit.ticket_id
), (SELECT words FROM asked)) DESC NULLS LAST, hit.ticket_id DESC
"""
_PROBE = f"""{_ASKED}, probed AS MATERIALIZED (
  SELECT ticket_id, {_MATCHES} AS matches FROM ticket_search
  ORDER BY ticket_id DESC LIMIT {{probed}}
) SELECT (SELECT count(*) FROM probed) AS looked_at,
  (SELECT count(*) FROM probed WHERE matches) AS matches,
  (SELECT reltuples FROM pg_class WHERE oid = 'ticket_search'::regclass) AS tickets,
  ARRAY({_RANKED}) AS ids
"""
_HITS_OF_PROBE = """
  SELECT ticket_id FROM probed newest WHERE matches {passes} ORDER BY ticket_id DESC LIMIT {most}
"""
_HITS_OF_WALK = f"""
  SELECT ticket_id FROM (
    SELECT ticket_id, {{column}} FROM ticket_search ORDER BY ticket_id DESC LIMIT {{walk}}
  ) newest WHERE {_MATCHES} {{passes}} ORDER BY ticket_id DESC LIMIT {{most}}
"""
# Materialised, here and below, so that PostgreSQL does not walk all tickets in their order to save
# the sorting: it expects to find enough at once.
_HITS_OF_INDEX = f"""
  WITH found AS MATERIALIZED (SELECT ticket_id FROM ticket_search WHERE {_MATCHES})
  SELECT ticket_id FROM (SELECT ticket_id FROM found ORDER BY ticket_id DESC) newest
  {{among}} ORDER BY ticket_id DESC LIMIT {{most}}
"""
_HITS_OF_FILTER = f"""
  WITH passing AS MATERIALIZED (SELECT "ticket"."id" FROM "ticket"{{where}})
  SELECT id AS ticket_id FROM (SELECT id FROM passing ORDER BY id DESC) newest
  WHERE (SELECT {_MATCHES} FROM ticket_search WHERE ticket_id = newest.id)
  ORDER BY id DESC LIMIT {{most}}
"""
_FILTER_PLAN = 'EXPLAIN (FORMAT JSON) SELECT "ticket"."id" FROM "ticket"{where}'


@dataclass(frozen=True, slots=True)
class Search:
    """Words, as a tsquery, in this column of texts, and what else a ticket must be.

    `where` has the parameters `values`; it is empty where every ticket will do.
    """

    where: str
    values: list[Any]
    query: str
    column: str
    most: int

    def ranked(self, hits: str, walk: int = 0) -> str:
        """The statement that ranks these hits; its last parameter is the words."""
        return self.spelled(f"{_ASKED} {_RANKED}", hits, walk)

    def spelled(self, sql: str, hits: str, walk: int = 0) -> str:
        known = {
            "among": _AMONG.format(where=self.where) if self.where else "",
            "column": self.column,
            "most": self.most,
            "passes": _PASSES.format(where=self.where) if self.where else "",
            "probed": PROBED,
            "query": len(self.values) + 1,
            "walk": walk,
            "where": self.where,
        }
        return sql.format(**known, hits=hits.format(**known))


@dataclass(frozen=True, slots=True)
class Filtered:
    """How many tickets pass the filters, and what it costs to find them, by PostgreSQL's guess."""

    tickets: float
    cost: float


@dataclass(frozen=True, slots=True)
class Probe:
    """What the newest tickets tell: how many match, and which of these pass the filters."""

    looked_at: int
    matches: int
    tickets: float
    ids: list[str]


async def newest_matches(search: Search) -> list[str]:
    """The ids of the newest matches, best first; equal ones newest first.

    One statement where the newest tickets have enough, up to four where they have not.
    """
    filtered = await _filtered(search) if search.where else None
    if filtered is not None and cost_of_filter(filtered, filtered.tickets) < _FEW:
        return await _ranked(search, search.ranked(_HITS_OF_FILTER))
    probe = await _probe(search)
    if len(probe.ids) == search.most or probe.looked_at < PROBED:
        return probe.ids
    hits, walk = cheapest(search.most, probe, filtered)
    ids = await _ranked(search, search.ranked(hits, walk))
    if walk and len(ids) < search.most:  # they were denser among the newest
        return await _ranked(search, search.ranked(_HITS_OF_INDEX))
    return ids


def cheapest(most: int, probe: Probe, filtered: Filtered | None) -> tuple[str, int]:
    """By which hits to find `most` matches, and the length of the walk if it is one."""
    tickets = max(probe.tickets, probe.looked_at)
    matching = probe.matches / probe.looked_at
    passing = min(filtered.tickets / tickets, 1) if filtered else 1
    ways = [(_cost_of_index(most, matching, passing, tickets, filtered), _HITS_OF_INDEX, 0)]
    if probe.ids:
        walked = most * probe.looked_at / len(probe.ids)
        walk = next((size for size in WALKS if size >= 1.3 * walked), 0)
        if walk:
            looked_up = walked * matching if filtered else 0
            ways.append((walked + _LOOKED_UP * looked_up, _HITS_OF_WALK, walk))
    if filtered:
        ways.append((cost_of_filter(filtered, _over(most, matching)), _HITS_OF_FILTER, 0))
    _, hits, walk = min(ways)
    return hits, walk


def cost_of_filter(filtered: Filtered, wanted: float) -> float:
    """Of reading all that pass the filters, and looking at the words of `wanted` of them."""
    looked_at = min(wanted, filtered.tickets)
    return _PLANNED * filtered.cost + _SORTED * filtered.tickets + _FILTERED * looked_at


def _cost_of_index(
    most: int, matching: float, passing: float, tickets: float, filtered: Filtered | None
) -> float:
    found = matching * tickets
    cost = _INDEXED * tickets + _FOUND * found
    if filtered:
        looked_up = min(_over(most, passing), found)
        cost += min(_LOOKED_UP * looked_up, _PLANNED * filtered.cost)
    return cost


def _over(wanted: float, share: float) -> float:
    return wanted / share if share else inf


async def _filtered(search: Search) -> Filtered:
    [row] = await _rows(_FILTER_PLAN.format(where=search.where), search.values)
    plan = orjson.loads(row["QUERY PLAN"])[0]["Plan"]
    return Filtered(plan["Plan Rows"], plan["Total Cost"])


async def _probe(search: Search) -> Probe:
    sql = search.spelled(_PROBE, _HITS_OF_PROBE)
    [row] = await _rows(sql, [*search.values, search.query])
    return Probe(**row)


async def _ranked(search: Search, sql: str) -> list[str]:
    rows = await _rows(sql, [*search.values, search.query])
    return [row["ticket_id"] for row in rows]


async def _rows(sql: str, values: list[Any]) -> list[dict[str, Any]]:
    return await get_connection("default").execute_query_dict(sql, values)
