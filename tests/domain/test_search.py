"""Search finds the same tickets on both databases, whatever is typed, and leaks nothing."""

import random
from operator import attrgetter

import pytest
from tortoise.connection import get_connection

from domain import search_ranking
from domain.actors import SYSTEM, Actor
from domain.ids import new_id
from domain.models import Comment, Ticket
from domain.search import found_by_search, search_ids
from domain.ticket_filters import filter_tickets
from domain.tickets import update_ticket
from domain.tickets.inputs import TicketChanges
from domain.unit_of_work import transact
from domain.vocabulary import Visibility
from domain.words import split_words
from tests.domain.query_data import make_desk
from tests.domain.worded_desk import WORDS, found_by_hand, indexed, worded_desk
from tests.schema.statements import counted_everywhere


async def sorted_search(actor: Actor, text: str) -> set[str]:
    """What a search finds whose order is not by relevance."""
    found = Ticket.filter(await found_by_search(actor, text))
    return set(await found.values_list("id", flat=True))


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


async def test_titles_that_have_changed_are_found_as_if_all_had_been_indexed_anew(
    db: str,
) -> None:
    desk = await worded_desk(seed=3)
    chance = random.Random(4)
    for ticket in desk.tickets * 2:
        ticket.title = " ".join(chance.choices(WORDS, k=chance.randrange(1, 5)))
        await transact(update_ticket, SYSTEM, ticket.id, TicketChanges(title=ticket.title))
    for text in WORDS:
        for actor, as_staff in ((desk.moderator, True), (desk.requester, False)):
            patched = await search_ids(actor, text)
            assert set(patched) == found_by_hand(desk, text, as_staff=as_staff), text
    words = {
        "postgres": "SELECT ticket_id, strip(public_text) AS public, strip(staff_text) AS staff,"
        " ts_filter(staff_text, '{a}') = '' AS bare FROM ticket_search ORDER BY ticket_id",
        "sqlite": "SELECT rowid, * FROM ticket_search ORDER BY rowid",
    }[db]
    before = await get_connection("default").execute_query_dict(words)
    await indexed(desk.tickets)
    assert await get_connection("default").execute_query_dict(words) == before


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
        assert await sorted_search(actor, text) == wanted


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
        assert await sorted_search(desk.moderator, text) == set()


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
    monkeypatch.setattr(search_ranking, "MAX_RANKED", 5)
    desk = await make_desk(9)
    for ticket in desk.tickets:
        ticket.title = "printer"
    await indexed(desk.tickets)
    grows = {"sqlite": "number", "postgres": "id"}[db]
    newest = sorted(desk.tickets, key=attrgetter(grows), reverse=True)[:5]
    with counted_everywhere() as statements:
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
