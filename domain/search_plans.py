"""The newest matches of a search on PostgreSQL, by the way that looks at the fewest rows.

There are three ways, and each finds the same. (But for imported tickets with dates of their own
where more than 1,000 match: the filters' way goes by `created_at`, the others by id.) Of a million
tickets, those with a frequent word are found by walking from the newest one, where the index would
bring a hundred thousand; those with a rare word by the index, where a walk would take seconds; and
of the tickets of one person each can be looked at. PostgreSQL knows none of this before it has
looked, so a look at the newest tickets comes first, and says how many match.
"""

from dataclasses import dataclass
from math import inf
from operator import itemgetter
from typing import Any, Final

import orjson
from tortoise.connection import get_connection

PROBED: Final = 5_000
"""How many of the newest tickets are looked at first; 2 ms."""
WALKS: Final = (2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
"""How many a walk looks at, at the most. Few sizes, so that there are few statements."""

# What a row costs, measured in rows of a walk (a third of a microsecond).
_LOOKED_UP: Final = 10
"""A ticket by its id, for the filters."""
_FOUND: Final = 12
"""A match that the index has found: its block is anywhere."""
_FILTERED: Final = 18
"""A ticket's words by its id, among what passes the filters."""
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
    SELECT ticket_id, {{column}} FROM ticket_search ORDER BY ticket_id DESC LIMIT {{looked_at}}
  ) newest WHERE {_MATCHES} {{passes}} ORDER BY ticket_id DESC LIMIT {{most}}
"""
# Materialised, here and below, so that PostgreSQL does not walk all tickets in their order to save
# the sorting: it expects to find enough at once.
_HITS_OF_INDEX = f"""
  WITH found AS MATERIALIZED (SELECT ticket_id FROM ticket_search WHERE {_MATCHES})
  SELECT ticket_id FROM (SELECT ticket_id FROM found ORDER BY ticket_id DESC) newest
  {{among}} ORDER BY ticket_id DESC LIMIT {{most}}
"""
# In the order of the lists' indexes, which is that of the ids but for imported tickets.
_NEWEST_OF_FILTER = """
  SELECT "ticket"."id", "ticket"."created_at" FROM "ticket"{where}
  ORDER BY "ticket"."created_at" DESC, "ticket"."id" DESC LIMIT {looked_at}
"""
_HITS_OF_FILTER = f"""
  WITH passing AS MATERIALIZED ({_NEWEST_OF_FILTER})
  SELECT id AS ticket_id FROM (
    SELECT id, created_at FROM passing ORDER BY created_at DESC, id DESC
  ) newest WHERE (SELECT {_MATCHES} FROM ticket_search WHERE ticket_id = newest.id)
  ORDER BY created_at DESC, id DESC LIMIT {{most}}
"""


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

    def ranked(self, way: "Way") -> str:
        """The statement that ranks the hits of this way; its last parameter is the words."""
        return self.spelled(f"{_ASKED} {_RANKED}", way.hits, way.looked_at)

    def spelled(self, sql: str, hits: str = "", looked_at: int | None = None) -> str:
        known = {
            "among": _AMONG.format(where=self.where) if self.where else "",
            "column": self.column,
            "looked_at": looked_at or "ALL",
            "most": self.most,
            "passes": _PASSES.format(where=self.where) if self.where else "",
            "probed": PROBED,
            "query": len(self.values) + 1,
            "where": self.where,
        }
        return sql.format(**known, hits=hits.format(**known))


@dataclass(frozen=True, slots=True)
class Way:
    """Hits, and after how many of the newest tickets the search for them ends, if before all."""

    hits: str
    looked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Filtered:
    """How many tickets pass the filters, and what it costs to read them, by PostgreSQL's guess.

    With `looked_at`, so many of the newest.
    """

    tickets: float
    cost: float
    looked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What the newest tickets tell: how many match, and which of these pass the filters."""

    looked_at: int
    matches: int
    tickets: float
    ids: list[str]

    @property
    def share(self) -> float:
        """Of the tickets that match, whatever else they are."""
        return self.matches / self.looked_at


async def newest_matches(search: Search) -> list[str]:
    """The ids of the newest matches, best first; equal ones newest first.

    One statement where the newest tickets have enough, up to five where they have not.
    """
    filtered = await _filtered(search, None) if search.where else None
    if filtered is not None and cost_of_filter(filtered, filtered.tickets) < _FEW:
        return await _ranked(search, Way(_HITS_OF_FILTER))
    probe = await _probe(search)
    if len(probe.ids) == search.most or probe.looked_at < PROBED:
        return probe.ids
    newest = filtered
    if filtered is not None:
        # Twice as many: words may be rarer among these than among all.
        looked_at = walk_for(2 * _over(search.most, probe.share), filtered.tickets / 2)
        newest = await _filtered(search, looked_at) if looked_at else filtered
    way = cheapest(search.most, probe, filtered, newest)
    ids = await _ranked(search, way)
    if way.looked_at and len(ids) < search.most:  # they were denser among the newest
        return await _ranked(search, cheapest_of_all(search.most, probe, filtered))
    return ids


def cheapest(most: int, probe: Probe, filtered: Filtered | None, newest: Filtered | None) -> Way:
    """How to find `most` matches; `newest` are so many of `filtered` that they have enough."""
    ways = [_by_index(most, probe, filtered), _by_walk(most, probe, filtered)]
    if newest is not None:
        cost = cost_of_filter(newest, _over(most, probe.share))
        ways.append((cost, Way(_HITS_OF_FILTER, newest.looked_at)))
    return min(ways, key=itemgetter(0))[1]


def cheapest_of_all(most: int, probe: Probe, filtered: Filtered | None) -> Way:
    """How to find every match that there is."""
    ways = [_by_index(most, probe, filtered)]
    if filtered is not None:
        ways.append((cost_of_filter(filtered, filtered.tickets), Way(_HITS_OF_FILTER)))
    return min(ways, key=itemgetter(0))[1]


def _by_index(most: int, probe: Probe, filtered: Filtered | None) -> tuple[float, Way]:
    """With what it costs to bring all matches by the index of words."""
    tickets = max(probe.tickets, probe.looked_at)
    found = probe.share * tickets
    cost = _INDEXED * tickets + _FOUND * found
    if filtered is not None:
        looked_up = min(_over(most, min(filtered.tickets / tickets, 1)), found)
        cost += min(_LOOKED_UP * looked_up, _PLANNED * filtered.cost)
    return cost, Way(_HITS_OF_INDEX)


def _by_walk(most: int, probe: Probe, filtered: Filtered | None) -> tuple[float, Way]:
    """With what it costs to walk from the newest ticket: no end if none of these is a hit."""
    walked = _over(most, len(probe.ids) / probe.looked_at)
    looked_at = walk_for(walked, WALKS[-1])
    looked_up = walked * probe.share if filtered else 0
    cost = walked + _LOOKED_UP * looked_up if looked_at else inf
    return cost, Way(_HITS_OF_WALK, looked_at)


def walk_for(wanted: float, most: float) -> int | None:
    """How many to look at where so many will do if all goes well; None if that is above `most`."""
    size = next((size for size in WALKS if size >= 1.3 * wanted), inf)
    return int(size) if size <= most else None


def cost_of_filter(filtered: Filtered, wanted: float) -> float:
    """Of reading what passes the filters, and looking at the words of `wanted` of them."""
    looked_at = min(wanted, filtered.tickets)
    return _PLANNED * filtered.cost + _FILTERED * looked_at


def _over(wanted: float, share: float) -> float:
    return wanted / share if share else inf


async def _filtered(search: Search, looked_at: int | None) -> Filtered:
    """Of so many of the newest tickets that pass the filters, or of all in their order."""
    sql = search.spelled(f"EXPLAIN (FORMAT JSON) {_NEWEST_OF_FILTER}", looked_at=looked_at)
    [row] = await _rows(sql, search.values)
    plan = orjson.loads(row["QUERY PLAN"])[0]["Plan"]
    return Filtered(plan["Plan Rows"], plan["Total Cost"], looked_at)


async def _probe(search: Search) -> Probe:
    sql = search.spelled(_PROBE, _HITS_OF_PROBE)
    [row] = await _rows(sql, [*search.values, search.query])
    return Probe(**row)


async def _ranked(search: Search, way: Way) -> list[str]:
    rows = await _rows(search.ranked(way), [*search.values, search.query])
    return [row["ticket_id"] for row in rows]


async def _rows(sql: str, values: list[Any]) -> list[dict[str, Any]]:
    return await get_connection("default").execute_query_dict(sql, values)
