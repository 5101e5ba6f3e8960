"""What the search reads and ranks at most, and which letters make a word."""

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.connection import get_connection

from domain import search_ranking
from domain.errors import DomainError, ErrorCode
from domain.ids import new_id
from domain.models import Comment, Ticket
from domain.search import search_ids
from domain.words import split_words
from tests.domain.query_data import make_desk, random_ticket
from tests.domain.worded_desk import indexed


async def test_a_search_above_300_characters_is_refused(db: str) -> None:
    desk = await make_desk(1)
    assert await search_ids(desk.moderator, "x" * 300) == []
    for ask in (search_ids(desk.moderator, "x" * 301),):
        with pytest.raises(DomainError) as caught:
            await ask
        assert (caught.value.code, caught.value.path) == (ErrorCode.TOO_LONG, ("search",))


async def test_the_longest_ticket_is_indexed_up_to_the_limit(db: str) -> None:
    desk = await make_desk(1)
    ticket = desk.tickets[0]
    chance = random.Random(3)
    letters = "𐌰𐌱𐌲𐌳𐌴𐌵𐌶𐌷𐌸𐌹𐌺𐌻𐌼𐌽𐌾𐌿"
    ticket.title = "found"
    ticket.description = " ".join("".join(chance.choices(letters, k=50)) for _ in range(980))
    await Comment.all().delete()
    rows = [
        Comment(
            id=new_id("cmt"),
            ticket_id=ticket.id,
            author_id=desk.staff[0].id,
            body=f"comment{place} "
            + " ".join("".join(chance.choices(letters, k=60)) for _ in range(800)),
            created_at=ticket.created_at + timedelta(seconds=place),
        )
        for place in range(12)
    ]
    await Comment.bulk_create(rows)
    await indexed([ticket])
    assert await search_ids(desk.moderator, "found") == [ticket.id]
    assert await search_ids(desk.moderator, "comment11") == [ticket.id]
    assert await search_ids(desk.moderator, "comment0") == []


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_words_are_letters_and_digits_that_normalise_to_themselves(text: str) -> None:
    for word in split_words(text):
        assert word.isalnum()
        assert 1 <= len(word) <= 64
        assert list(split_words(word)) == [word]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("Café ＣＡＦＥ", ["cafe", "cafe"]),
        ("the customer's VPN", ["the", "customer", "vpn"]),
        ("東京tower", ["東", "京", "tower"]),
        ("x" * 64 + " " + "y" * 65, ["x" * 64]),
        ("snake_case e-mail a@b.c", ["snake", "case", "e", "mail", "a", "b", "c"]),
        ("ΌΣΟΣ όσος", ["οσοσ", "οσοσ"]),
        ("", []),
    ],
)
def test_words_are_folded_and_split(text: str, words: list[str]) -> None:
    assert list(split_words(text)) == words


async def test_every_letter_there_is_can_be_found(db: str) -> None:
    desk = await make_desk(1)
    ticket = desk.tickets[0]
    words = {
        word
        for code in range(0x110000)
        if not 0xD800 <= code <= 0xDFFF
        for word in split_words(f"a{chr(code)}b")
        if len(word) == 3
    }
    sample = sorted(words)[::50]
    parts: list[Any] = [sample[n : n + 700] for n in range(0, len(sample), 700)]
    for part in parts:
        ticket.title, ticket.description, ticket.notes = "t", " ".join(part), ""
        await indexed([ticket])
        for start in range(0, len(part), 32):
            query = " ".join(part[start : start + 32])
            assert await search_ids(desk.moderator, query) == [ticket.id]


async def test_pages_of_tickets_made_meanwhile_are_searchable_at_once(db: str) -> None:
    desk = await make_desk(1)
    ticket = random_ticket(random.Random(1), desk, 7000, 3)
    ticket.title = "brandnew"
    await ticket.save(force_create=True)
    await indexed([ticket])
    assert await search_ids(desk.moderator, "brandn") == [ticket.id]


@pytest.mark.parametrize("dialect", ["postgres"])
async def test_ranking_looks_up_the_thousand_and_reads_no_index_whole(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await make_desk(3)
    chance = random.Random(5)
    tickets = [random_ticket(chance, desk, 2001 + number, 5) for number in range(3_000)]
    await Ticket.bulk_create(tickets)
    connection = get_connection("default")
    await connection.execute_query(
        "INSERT INTO ticket_search SELECT id, CAST('printer:1A ' || repeat('word ', 300) AS"
        " tsvector), CAST('printer:1A' AS tsvector) FROM ticket"
    )
    for table in ("ticket", "ticket_search"):
        await connection.execute_query(f"ANALYZE {table}")
    asked: list[tuple[str, list[Any]]] = []
    run = type(connection).execute_query_dict

    async def spy(self: Any, query: str, values: Any = None) -> Any:
        asked.append((query, values))
        return await run(self, query, values)

    monkeypatch.setattr(type(connection), "execute_query_dict", spy)
    assert len(await search_ids(desk.moderator, "printer")) == search_ranking.MAX_RANKED
    monkeypatch.undo()
    ((query, values),) = asked
    rows = await connection.execute_query_dict(f"EXPLAIN {query}", values)
    plan = [row["QUERY PLAN"] for row in rows]
    ranking = plan[next(place for place, line in enumerate(plan) if "SubPlan" in line) :]
    assert "Index Scan using ticket_search_pkey" in "\n".join(ranking)
    assert not any("Hash Join" in line for line in plan[:2])
