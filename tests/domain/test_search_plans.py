"""Each way to a search's newest matches finds the same ones, and the cheapest is taken."""

import random
from dataclasses import replace
from datetime import timedelta
from operator import attrgetter

import pytest
from tortoise.expressions import Q

from domain import search_plans, search_ranking
from domain.actors import Actor
from domain.search import search_ids
from domain.search_plans import Filtered, Probe, Way, cheapest, cheapest_of_all, walk_for
from domain.ticket_filters import filter_tickets
from tests.domain.filter_oracle import Oracle, random_filter
from tests.domain.query_data import EPOCH
from tests.domain.worded_desk import WORDS, found_by_hand, worded_desk
from tests.schema.statements import counted_everywhere

WAYS = {
    "index": Way(search_plans._HITS_OF_INDEX),
    "filter": Way(search_plans._HITS_OF_FILTER),
    "filter's newest": Way(search_plans._HITS_OF_FILTER, 1_000),
    "filter's newest, too few": Way(search_plans._HITS_OF_FILTER, 7),
    "walk": Way(search_plans._HITS_OF_WALK, 1_000),
    "walk that is too short": Way(search_plans._HITS_OF_WALK, 15),
}
MOST = 5


def words(chance: random.Random) -> str:
    text = " ".join(chance.choices(WORDS, k=chance.choice([1, 1, 2, 3])))
    return text[: chance.choice([len(text), len(text) - 1])]


async def test_a_filtered_search_finds_what_plain_python_finds(db: str) -> None:
    desk = await worded_desk()
    oracle, chance = Oracle(desk), random.Random(6)
    sizes = set()
    for _ in range(100):
        text, given = words(chance), random_filter(chance, desk)
        ids = await search_ids(desk.moderator, text, filter_tickets(given, desk.moderator))
        assert set(ids) == found_by_hand(desk, text, as_staff=True) & oracle.find(given), given
        sizes.add(len(ids))
    assert len(sizes) > 5


@pytest.mark.parametrize("dialect", ["postgres"])
@pytest.mark.parametrize("way", WAYS)
async def test_each_way_finds_the_newest_matches(
    db: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await worded_desk()
    for place, ticket in enumerate(sorted(desk.tickets, key=attrgetter("id"))):
        ticket.created_at = EPOCH + timedelta(hours=place)
        await ticket.save(update_fields=["created_at"])
    oracle, chance = Oracle(desk), random.Random(7)
    asked = [(words(chance), random_filter(chance, desk)) for _ in range(40)]
    full = 0
    for text, given in asked:
        for actor, as_staff in ((desk.moderator, True), (desk.requester, False)):
            matches = found_by_hand(desk, text, as_staff=as_staff)
            conditions: list[Q] = []
            if as_staff and not way.startswith("walk that"):
                conditions = [filter_tickets(given, actor)]
                matches &= oracle.find(given)
            wanted = sorted(matches, reverse=True)[:MOST]
            full += len(wanted) == MOST
            best = [id for id in await search_ids(actor, text, *conditions) if id in wanted]
            assert await by_way(monkeypatch, WAYS[way], actor, text, conditions) == best
    assert full > 10


async def by_way(
    monkeypatch: pytest.MonkeyPatch,
    way: Way,
    actor: Actor,
    text: str,
    conditions: list[Q],
) -> list[str]:
    """What a desk finds that ranks five and takes this way, when three tickets tell nothing."""
    with monkeypatch.context() as patched:
        patched.setattr(search_ranking, "MAX_RANKED", MOST)
        patched.setattr(search_plans, "PROBED", 3)
        patched.setattr(search_plans, "_FEW", 0)
        patched.setattr(search_plans, "cheapest", lambda *told: way)
        return await search_ids(actor, text, *conditions)


@pytest.mark.parametrize("dialect", ["postgres"])
async def test_a_small_desk_is_searched_by_one_statement(db: str) -> None:
    desk = await worded_desk()
    conditions: list[tuple[Q, ...]] = [(), (Q(assignee_id=desk.staff[0].id),)]
    for given in conditions:
        with counted_everywhere() as statements:
            assert await search_ids(desk.moderator, "printer", *given)
        # The guess what the filter leaves comes before.
        assert [sql for sql in statements if not sql.startswith("EXPLAIN")] == statements[-1:]


ALL = Probe(looked_at=5_000, matches=0, tickets=1_000_000, ids=[])
MINE = Filtered(tickets=30_000, cost=3_000)
OPEN = Filtered(tickets=300_000, cost=25_000)


@pytest.mark.parametrize(
    ("matches", "hits", "filtered", "way"),
    [
        (0, 0, None, "index"),
        (3, 3, None, "index"),
        (800, 800, None, "walk"),
        (0, 0, MINE, "index"),
        (800, 24, MINE, "filter"),
        (5_000, 150, MINE, "filter"),
        (800, 260, OPEN, "walk"),
        (30, 10, OPEN, "index"),
        # None of the newest passes: they tell nothing of how far to walk.
        (5_000, 0, MINE, "filter"),
    ],
)
def test_the_cheapest_way_is_taken(
    matches: int, hits: int, filtered: Filtered | None, way: str
) -> None:
    probe = replace(ALL, matches=matches, ids=["tkt"] * hits)
    taken = cheapest(1_000, probe, filtered, filtered)
    assert taken.hits == WAYS[way].hits
    assert (taken.looked_at is not None) == (way == "walk")


@pytest.mark.parametrize("tickets", [-1.0, 0.0])
def test_a_desk_that_was_never_counted_has_the_tickets_that_were_seen(tickets: float) -> None:
    probe = replace(ALL, tickets=tickets)
    assert cheapest(1_000, probe, MINE, MINE) == WAYS["index"]


def test_what_a_walk_has_not_found_is_looked_for_among_the_fewest() -> None:
    frequent, rare = replace(ALL, matches=800), replace(ALL, matches=5)
    assert cheapest_of_all(1_000, frequent, None) == WAYS["index"]
    assert cheapest_of_all(1_000, frequent, MINE) == WAYS["filter"]
    assert cheapest_of_all(1_000, rare, MINE) == WAYS["index"]


def test_a_walk_is_longer_than_it_needs_and_has_an_end() -> None:
    assert walk_for(1_000, 200_000) == 2_000
    assert walk_for(1_900, 200_000) == 5_000
    assert walk_for(150_000, 200_000) == 200_000
    assert walk_for(190_000, 200_000) is None
    assert walk_for(5_000, 9_000) is None
