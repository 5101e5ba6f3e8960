"""Search finds the same tickets on both databases, whatever is typed, and leaks nothing."""

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.connection import get_connection

from domain import search
from domain.actors import SYSTEM
from domain.errors import DomainError, ErrorCode
from domain.ids import new_id
from domain.models import Comment, Ticket
from domain.search import index_ticket, matching, search_ids
from domain.ticket_filters import filter_tickets
from domain.unit_of_work import transact
from domain.vocabulary import Visibility
from domain.words import split_words, stem
from tests.domain.query_data import Desk, make_desk, random_ticket
from tests.schema.statements import counted

WORDS = [
    "printer",
    "printers",
    "printing",
    "print",
    "paper",
    "jam",
    "invoice",
    "invoices",
    "running",
    "ran",
    "run",
    "Straße",
    "STRASSE",
    "café",
    "cafe",
    "東京都",
    "東京",
    "한국어",
    "naïve",
    "0x80",
    "80",
    "a",
    "ab",
    "abc",
]


async def indexed(tickets: Iterable[Ticket]) -> None:
    for ticket in tickets:
        await transact(index_ticket, SYSTEM, ticket)


async def worded_desk(count: int = 40, seed: int = 1) -> Desk:
    """A desk whose tickets hold random words, each part of a ticket its own."""
    desk = await make_desk(count, seed)
    chance = random.Random(seed)

    def some() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randrange(1, 5)))

    for ticket in desk.tickets:
        ticket.title, ticket.description, ticket.notes = some(), some(), some()
        await ticket.save(force_update=True)
    for comment in desk.comments:
        comment.body = some()
        await comment.save(force_update=True)
    await indexed(desk.tickets)
    return desk


def found_by_hand(desk: Desk, text: str, *, as_staff: bool) -> set[str]:
    words = list(split_words(text))
    if not words:
        return set()
    found = set()
    for ticket in desk.tickets:
        parts = [ticket.title, ticket.description] + [ticket.notes] * as_staff
        parts += [
            comment.body
            for comment in desk.comments
            if comment.ticket_id == ticket.id
            and (as_staff or comment.visibility is Visibility.PUBLIC)
        ]
        there = {word for part in parts for word in split_words(part)}
        there |= {stem(word) for word in there}
        whole = all(stem(word) in there for word in words[:-1])
        last = stem(words[-1]) in there or any(word.startswith(words[-1]) for word in there)
        if whole and last and (as_staff or ticket.requester_id == desk.requesters[0].id):
            found.add(ticket.id)
    return found


async def test_search_finds_what_plain_python_finds(db: str) -> None:
    desk = await worded_desk()
    chance = random.Random(2)
    sizes = set()
    for _ in range(120):
        text = " ".join(chance.choices(WORDS, k=chance.choice([1, 1, 2, 3])))
        text = text[: chance.choice([len(text), len(text) - 1])]
        for actor, as_staff in ((desk.moderator, True), (desk.requester, False)):
            wanted = found_by_hand(desk, text, as_staff=as_staff)
            ids = await search_ids(actor, text)
            assert len(ids) == len(set(ids))
            assert set(ids) == wanted, (text, as_staff)
            sizes.add(len(ids))
    assert len(sizes) > 8


@pytest.mark.parametrize(
    "query", ["Printers", "printing", "PRINT", "pri", "lösung", "LÖSUNG", "losu"]
)
async def test_a_word_is_found_in_other_forms_and_while_it_is_typed(db: str, query: str) -> None:
    desk = await make_desk(2)
    desk.tickets[0].title = "It prints on the printer's Lösung"
    await indexed(desk.tickets[:1])
    assert await search_ids(desk.moderator, query) == [desk.tickets[0].id]


OPERATORS = [
    '"',
    "'",
    '"printer',
    "printer*",
    "*",
    "-printer",
    "printer -paper",
    "NEAR(printer paper)",
    "printer NEAR/2 paper",
    "printer AND",
    "OR printer",
    "NOT",
    "staff_text : printer",
    "public_text:printer",
    "{staff_text}: printer",
    "^printer",
    "(printer",
    ")(",
    "printer & | ! <->",
    "!printer",
    "printer:*",
    "printer:A",
    "\\",
    "\\'",
    "';DROP TABLE ticket;--",
    "?",
    "$1",
    "%",
    "_",
    "\0",
    "prin\0ter",
    "\ud800",
    "printer \ud800",
    "\x1b[31m",
    "\u202eretnirp",
    "+",
    "😀",
    "ﷺ" * 300,
    "a " * 150,
    "東" * 300,
    "x" * 300,
]


@pytest.mark.parametrize("text", OPERATORS)
async def test_nothing_that_a_user_types_is_an_operator(db: str, text: str) -> None:
    desk = await worded_desk(6)
    for actor, as_staff in ((desk.moderator, True), (desk.requester, False)):
        wanted = found_by_hand(desk, text, as_staff=as_staff)
        assert set(await search_ids(actor, text)) == wanted
        assert await Ticket.filter(matching(actor, text)).count() >= len(wanted)


async def test_any_text_can_be_indexed_and_searched(db: str) -> None:
    desk = await make_desk(1)
    ticket = desk.tickets[0]
    chance = random.Random(4)
    for _ in range(100):
        text = "".join(
            chr(
                chance.choice(
                    [
                        chance.randrange(1, 0xD800),
                        chance.randrange(128),
                        chance.randrange(0xE000, 0x110000),
                    ]
                )
            )
            for _ in range(30)
        )
        ticket.title, ticket.description, ticket.notes = text, "", ""
        await indexed([ticket])
        words = list(split_words(text))
        for word in words:
            assert await search_ids(desk.moderator, word) == [ticket.id], (text, word)
        if words:
            assert await search_ids(desk.moderator, " ".join(words)) == [ticket.id], text


async def test_text_without_words_finds_nothing(db: str) -> None:
    desk = await worded_desk(5)
    for text in ("", "   ", "?!", "-", "😀"):
        assert await search_ids(desk.moderator, text) == []
        assert await Ticket.filter(matching(desk.moderator, text)).count() == 0


async def test_a_requester_finds_only_his_own_and_only_public_text(db: str) -> None:
    desk = await make_desk(30)
    mine = next(row for row in desk.tickets if row.requester_id == desk.requesters[0].id)
    other = next(row for row in desk.tickets if row.requester_id != desk.requesters[0].id)
    mine.notes, mine.title, other.title = "notecanary", "titlecanary", "titlecanary"
    for visibility in Visibility:
        await Comment.create(
            id=new_id("cmt"),
            ticket_id=mine.id,
            author_id=desk.staff[0].id,
            body=f"{visibility}canary",
            visibility=visibility,
            created_at=mine.created_at,
        )
    await indexed([mine, other])
    assert set(await search_ids(desk.moderator, "titlecanary")) == {mine.id, other.id}
    assert await search_ids(desk.requester, "titlecanary") == [mine.id]
    assert await search_ids(desk.requester, "publiccanary") == [mine.id]
    for hidden in ("internalcanary", "notecanary", "intern", f"{mine.number} internalcanary"):
        assert await search_ids(desk.moderator, hidden.split()[-1]) == [mine.id]
        assert await search_ids(desk.requester, hidden) == []
    assert await search_ids(desk.requester, f"#{other.number}") == []


async def test_a_number_finds_its_ticket_first(db: str) -> None:
    desk = await make_desk(4)
    first, second, third, _ = desk.tickets
    third.title = f"see {first.number}"
    await indexed([first, second, third])
    assert await search_ids(desk.moderator, f"#{first.number}") == [first.id, third.id]
    assert await search_ids(desk.moderator, f" {first.number} ") == [first.id, third.id]
    first.title = f"I am {first.number}"
    await indexed([first])
    assert await search_ids(desk.moderator, str(first.number)) == [first.id, third.id]
    assert await search_ids(desk.moderator, "9" * 300) == []


async def test_words_in_the_title_count_most(db: str) -> None:
    desk = await make_desk(3)
    filler = "lorem ipsum dolor sit amet"
    for ticket in desk.tickets:
        ticket.title, ticket.description, ticket.notes = filler, filler, ""
    desk.tickets[0].title = f"printer {filler[8:]}"
    desk.tickets[2].description = f"printer {filler[8:]}"
    await indexed(desk.tickets)
    ids = await search_ids(desk.moderator, "printer")
    assert ids == [desk.tickets[0].id, desk.tickets[2].id]


async def test_search_keeps_to_a_filter(db: str) -> None:
    desk = await worded_desk()
    condition = filter_tickets({"status": {"in": ["OPEN", "CLOSED"]}}, desk.moderator)
    ids = set(await search_ids(desk.moderator, "pri", condition))
    assert ids < set(await search_ids(desk.moderator, "pri"))
    assert {row.status for row in desk.tickets if row.id in ids} == {"OPEN", "CLOSED"}


async def test_only_the_newest_matches_are_ranked(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MAX_RANKED", 5)
    desk = await make_desk(9)
    for ticket in desk.tickets:
        ticket.title = "printer"
    await indexed(desk.tickets)
    newest = sorted(desk.tickets, key=lambda row: -row.number)[:5]
    with counted() as statements:
        ids = await search_ids(desk.moderator, "printer")
    assert len(statements) == 1
    assert set(ids) == {row.id for row in newest}


async def test_text_that_is_gone_is_not_found(db: str) -> None:
    desk = await make_desk(2)
    ticket = desk.tickets[0]
    ticket.title = "before"
    await indexed([ticket])
    ticket.title = "after"
    await indexed([ticket])
    assert await search_ids(desk.moderator, "before") == []
    assert await search_ids(desk.moderator, "after") == [ticket.id]
    await Ticket.filter(id=ticket.id).delete()
    assert await search_ids(desk.moderator, "after") == []
    left = await get_connection("default").execute_query_dict(
        "SELECT COUNT(*) AS n FROM ticket_search"
    )
    assert left[0]["n"] == 0


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
    assert len(await search_ids(desk.moderator, "printer")) == search.MAX_RANKED
    monkeypatch.undo()
    ((query, values),) = asked
    rows = await connection.execute_query_dict(f"EXPLAIN {query}", values)
    plan = [row["QUERY PLAN"] for row in rows]
    ranking = plan[next(place for place, line in enumerate(plan) if "SubPlan" in line) :]
    assert "Index Scan using ticket_search_pkey" in "\n".join(ranking)
    assert not any("Hash Join" in line for line in plan[:2])
