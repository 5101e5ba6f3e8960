"""The nearest tickets and articles: the same on both databases, within what one may see."""

from dataclasses import replace
from typing import Any

import pytest

from domain import tickets
from domain.actors import ANONYMOUS, Actor
from domain.articles import NewArticle, create_article
from domain.models import Ticket
from domain.similar import similar_articles, similar_tickets
from domain.similar.candidates import MAX_HITS, MAX_WORDS, chosen_words
from domain.similar.vectors import WordWeights, bag_of, nearness
from domain.unit_of_work import transact
from domain.vocabulary import ArticleStatus, TicketStatus, Visibility
from tests.domain.factories import Desk, make_ticket, make_ticket_in, open_desk
from tests.schema.statements import counted_everywhere

PRINTER = ("The printer prints blank pages", "Since yesterday every page is blank.")


@pytest.fixture
async def desk(db: str) -> Desk:
    desk = await open_desk()
    for title, description in (
        PRINTER,
        ("Blank pages from the printer", "Every page stays blank since the toner was changed."),
        ("The printer on floor two is loud", "It rattles."),
        ("Invoice charged twice", "My card was charged twice for one invoice."),
        ("VPN drops", "Every hour the connection is gone."),
    ):
        await make_ticket(desk, title=title, description=description)
    return desk


async def titles(actor: Actor, *text: str, **values: Any) -> list[str]:
    found = await similar_tickets(actor, *text, limit=5, **values)
    rows = {row.id: row.title for row in await Ticket.all()}
    return [rows[it.id] for it in found]


async def test_the_nearest_come_first_and_the_ticket_itself_not_at_all(desk: Desk) -> None:
    own = await Ticket.get(title=PRINTER[0])
    found = await titles(desk.admin, *PRINTER, besides=own.id)
    assert found[0] == "Blank pages from the printer"
    assert "Invoice charged twice" not in found
    assert await titles(desk.admin, "Rechnung", "Unbekannt") == []
    assert await titles(desk.admin, "", "?!") == []


async def test_the_same_text_is_a_probable_duplicate_and_a_shared_word_is_none(desk: Desk) -> None:
    twin = await make_ticket(desk, title=PRINTER[0], description=PRINTER[1])
    found = await similar_tickets(desk.admin, *PRINTER, 5, besides=twin.id)
    assert (found[0].score, found[0].is_probable_duplicate) == (1.0, True)
    related = await similar_tickets(desk.admin, "Printer and VPN", "Both are loud.", 5)
    assert related
    assert not any(it.is_probable_duplicate for it in related)
    assert [it.score for it in found] == sorted((it.score for it in found), reverse=True)


async def test_a_requester_is_compared_with_his_own_tickets_only(desk: Desk) -> None:
    new = tickets.NewTicket("My printer prints blank pages", "All of them.")
    await transact(tickets.create_ticket, desk.stranger, new)
    assert await titles(desk.stranger, *PRINTER) == ["My printer prints blank pages"]
    assert "My printer prints blank pages" not in await titles(desk.requester, *PRINTER)
    assert set(await titles(desk.moderator, *PRINTER)) >= {
        "My printer prints blank pages",
        *PRINTER[:1],
    }
    assert await titles(ANONYMOUS, *PRINTER) == []


async def test_what_only_staff_may_read_finds_nothing_for_a_requester(desk: Desk) -> None:
    ticket = await Ticket.get(title="VPN drops")
    say = tickets.create_comment
    await transact(say, desk.moderator, ticket.id, "Zebra gateway", Visibility.INTERNAL)
    ask = ("zebra gateway drops", "")
    assert await titles(desk.moderator, *ask) == ["VPN drops"]
    both = [await similar_tickets(desk.requester, *text, 5) for text in (ask, ("drops", ""))]
    assert [[it.id for it in found] for found in both] == [[ticket.id], [ticket.id]]
    assert await titles(desk.requester, "zebra gateway", "") == []


async def test_only_tickets_in_the_wanted_states_are_found(desk: Desk) -> None:
    solved = await make_ticket_in(desk, TicketStatus.RESOLVED, title="Blank pages again")
    statuses = (TicketStatus.RESOLVED, TicketStatus.CLOSED)
    assert await titles(desk.admin, *PRINTER, statuses=statuses) == [solved.title]


async def test_articles_are_found_that_the_viewer_may_read_and_no_drafts(desk: Desk) -> None:
    for title, visibility, status in (
        ("Printers print blank pages", Visibility.PUBLIC, ArticleStatus.PUBLISHED),
        ("Blank pages: call the maker", Visibility.INTERNAL, ArticleStatus.PUBLISHED),
        ("Blank pages: a draft", Visibility.PUBLIC, ArticleStatus.DRAFT),
    ):
        new = NewArticle(title, "Shake the toner.", None, visibility, status)
        await transact(create_article, desk.moderator, new)

    async def found(actor: Actor) -> set[str]:
        return {it.article.title for it in await similar_articles(actor, *PRINTER, 5)}

    assert await found(desk.requester) == {"Printers print blank pages"}
    assert await found(desk.moderator) == {
        "Printers print blank pages",
        "Blank pages: call the maker",
    }
    assert await found(ANONYMOUS) == set()


async def test_hostile_texts_are_words_and_nothing_else(desk: Desk) -> None:
    for text in (
        "printer' OR 1=1 --",
        'printer" AND NEAR(blank',
        "printer:* | !blank & (",
        "public_text : printer",
        "$1 ? ?1 %s {}",
        "x" * 50_000,
        "word " * 10_000,
        "a\u0301" * 500,
    ):
        await similar_tickets(desk.admin, text[:200], text, 5)
        await similar_tickets(desk.requester, text[:200], text, 5)


async def test_however_many_tickets_there_are_it_takes_the_same_few_statements(
    desk: Desk,
) -> None:
    await similar_tickets(desk.admin, *PRINTER, 5)
    with counted_everywhere() as few:
        await similar_tickets(desk.admin, *PRINTER, 5)
    for _ in range(10):
        await make_ticket(desk, title="The printer is blank", description="Blank.")
    with counted_everywhere() as many:
        await similar_tickets(desk.admin, *PRINTER, 5)
    assert len(few) == len(many) <= 4


def test_rare_words_count_more_and_common_ones_are_left_out_of_large_desks() -> None:
    weights = WordWeights(1_000, {"the": 990, "printer": 100, "toner": 5}, 1_000)
    assert weights.weight("zebra") > weights.weight("toner") > weights.weight("printer")
    assert 0 < weights.weight("the") < 0.1
    bag = bag_of("the printer toner zebra", "")
    assert [word for word, _ in chosen_words(bag, weights)] == [
        "zebra", "toner", "printer", "the",
    ]  # fmt: skip
    chosen = [word for word, _ in chosen_words(bag, replace(weights, size=100 * MAX_HITS))]
    assert chosen == ["zebra", "toner", "printer"]
    many = bag_of(" ".join(f"w{n}" for n in range(60)), "")
    assert len(chosen_words(many, weights)) == MAX_WORDS


def test_nearness_is_one_for_the_same_and_nothing_for_the_unrelated() -> None:
    weights = WordWeights(100, {"page": 50}, 100)
    one = bag_of("Blank pages", "again and again")
    assert nearness(one, one, weights) == pytest.approx(1.0)
    assert nearness(one, bag_of("VPN", "drops"), weights) == 0.0
    near, far = bag_of("Blank pages", ""), bag_of("Pages", "of a blank book in a shop")
    assert nearness(one, near, weights) > nearness(one, far, weights) > 0
    assert nearness(near, one, weights) == nearness(one, near, weights)
