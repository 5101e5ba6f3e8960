"""Articles: who writes, who reads, what is found, and how a solved ticket becomes one."""

from typing import Any

import pytest

from domain import tickets
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.articles import (
    ArticleChanges,
    NewArticle,
    article_from_ticket,
    create_article,
    delete_article,
    update_article,
)
from domain.articles.excerpt import EXCERPT_LENGTH, excerpt_of
from domain.articles.search import search_articles
from domain.catalog import delete_category
from domain.errors import ErrorCode
from domain.ids import new_id
from domain.models import Article, Event, Job
from domain.paging import window_of
from domain.policy import may_know_of_change, may_read_article, visible_articles
from domain.unit_of_work import transact
from domain.vocabulary import ArticleStatus, EventKind, JobKind, TicketStatus, Visibility
from tests.domain.factories import Desk, make_category, make_ticket_in, open_desk, refused

DRAFT, PUBLISHED = ArticleStatus.DRAFT, ArticleStatus.PUBLISHED


@pytest.fixture
async def desk(db: str) -> Desk:
    return await open_desk()


async def written(desk: Desk, title: str = "Printers", body: str = "Smoke.", **v: Any) -> Article:
    return await transact(create_article, desk.moderator, NewArticle(title, body, **v))


async def events_of(article: Article) -> list[Event]:
    return await Event.filter(subject_id=article.id).order_by("position")


async def found(actor: Actor, text: str) -> list[str]:
    page = await search_articles(actor, text, window_of(first=100))
    return [article.title for article in page.rows]


async def test_staff_write_articles_and_requesters_do_not(desk: Desk) -> None:
    article = await written(desk, "  Printers ", "Some *smoke*.\r\n")
    assert (article.title, article.body) == ("Printers", "Some *smoke*.")
    assert article.category_id == desk.category.id
    assert (article.status, article.author_id) == (DRAFT, desk.moderator.user_id)
    new = NewArticle("Mine", "Text")
    await refused(transact(create_article, desk.requester, new), ErrorCode.FORBIDDEN)
    await refused(transact(create_article, ANONYMOUS, new), ErrorCode.UNAUTHENTICATED)
    change = ArticleChanges(title="Mine")
    await refused(transact(update_article, desk.requester, article.id, change), ErrorCode.FORBIDDEN)
    await refused(transact(delete_article, desk.requester, article.id), ErrorCode.FORBIDDEN)
    assert await Article.all().count() == 1


@pytest.mark.parametrize("status", ArticleStatus)
@pytest.mark.parametrize("visibility", Visibility)
async def test_a_requester_reads_only_what_is_published_and_public(
    desk: Desk, status: ArticleStatus, visibility: Visibility
) -> None:
    article = await written(desk, status=status, visibility=visibility)
    is_open = status is PUBLISHED and visibility is Visibility.PUBLIC
    for actor, may in (
        (desk.requester, is_open),
        (ANONYMOUS, False),
        (desk.other_moderator, True),
        (desk.admin, True),
        (SYSTEM, True),
    ):
        assert may_read_article(actor, article) is may
        assert await Article.filter(visible_articles(actor)).exists() is may
    assert (await found(desk.requester, "printer")) == (["Printers"] if is_open else [])
    [event] = await events_of(article)
    assert (event.kind, event.staff_only) == (EventKind.ARTICLE_CREATED, not is_open)
    assert may_know_of_change(desk.requester, event) is is_open
    withdrawn = await transact(
        update_article, desk.admin, article.id, ArticleChanges(visibility=Visibility.INTERNAL)
    )
    events = await events_of(withdrawn)
    assert may_know_of_change(desk.requester, events[-1]) is is_open
    assert not may_know_of_change(ANONYMOUS, events[-1])


async def test_an_update_says_what_changed_but_never_repeats_the_body(desk: Desk) -> None:
    article = await written(desk)
    changes = ArticleChanges(title="Scanners", body="No smoke.", status=PUBLISHED)
    changed = await transact(update_article, desk.admin, article.id, changes)
    assert (changed.version, changed.published_at) == (2, changed.updated_at)
    event = (await events_of(article))[-1]
    assert event.kind is EventKind.ARTICLE_UPDATED
    assert event.changes == [
        {"field": "title", "before": "Printers", "after": "Scanners"},
        {"field": "body", "before": None, "after": None},
        {"field": "status", "before": "DRAFT", "after": "PUBLISHED"},
    ]
    again = await transact(update_article, desk.admin, article.id, changes)
    assert (again.version, len(await events_of(article))) == (2, 2)


async def test_only_a_field_that_others_have_changed_conflicts(desk: Desk) -> None:
    article = await written(desk)
    await transact(update_article, desk.admin, article.id, ArticleChanges(title="Scanners"))
    body = await transact(
        update_article, desk.moderator, article.id, ArticleChanges(body="Water."), version=1
    )
    assert (body.title, body.body, body.version) == ("Scanners", "Water.", 3)
    late = transact(
        update_article, desk.moderator, article.id, ArticleChanges(title="Fax"), version=1
    )
    error = await refused(late, ErrorCode.CONFLICT)
    assert isinstance(error.current, Article)
    assert error.current.title == "Scanners"


async def test_wrong_input_has_its_code(desk: Desk) -> None:
    article = await written(desk)
    for changes, code in (
        (ArticleChanges(title=" "), ErrorCode.REQUIRED),
        (ArticleChanges(title="x" * 201), ErrorCode.TOO_LONG),
        (ArticleChanges(title="two\nlines"), ErrorCode.INVALID),
        (ArticleChanges(body="\n"), ErrorCode.REQUIRED),
        (ArticleChanges(body="x" * 50_001), ErrorCode.TOO_LONG),
        (ArticleChanges(category_id=new_id("cat")), ErrorCode.NOT_FOUND),
    ):
        await refused(transact(update_article, desk.admin, article.id, changes), code)
    for id in (new_id("art"), "art_1", "", "x" * 40):
        await refused(transact(delete_article, desk.admin, id), ErrorCode.NOT_FOUND)


async def test_search_finds_other_forms_of_words_titles_first(desk: Desk) -> None:
    await written(desk, "Invoices", "How to pay them.", status=PUBLISHED)
    await written(desk, "Paying", "An invoice is paid within a month.", status=PUBLISHED)
    await written(desk, "Straße", "Café", status=PUBLISHED)
    assert await found(desk.requester, "invoice") == ["Invoices", "Paying"]
    assert await found(desk.requester, "month inv") == ["Paying"]
    assert await found(desk.requester, "CAFE strasse") == ["Straße"]
    for nothing in ("", "?!", "nowhere", '" OR 1=1 --', "zz:*"):
        assert await found(desk.requester, nothing) == []
    await refused(search_articles(desk.requester, "x" * 301, window_of()), ErrorCode.TOO_LONG)


async def test_search_follows_changes_and_forgets_the_deleted(desk: Desk) -> None:
    article = await written(desk, "Toner", "Black", status=PUBLISHED)
    await transact(update_article, desk.admin, article.id, ArticleChanges(title="Ribbon"))
    assert await found(desk.admin, "toner") == []
    assert await found(desk.admin, "ribbon") == ["Ribbon"]
    gone = await transact(delete_article, desk.moderator, article.id)
    assert gone.id == article.id
    assert await found(desk.admin, "ribbon") == []
    assert (await events_of(article))[-1].kind is EventKind.ARTICLE_DELETED


async def test_articles_of_a_deleted_category_move(desk: Desk) -> None:
    doomed, target = await make_category("doomed"), await make_category("target")
    kept = await written(desk, category_id=doomed.id)
    await transact(delete_category, desk.admin, doomed.id, target.id)
    assert (await Article.get(id=kept.id)).category_id == target.id
    await transact(delete_category, desk.admin, target.id)
    assert (await Article.get(id=kept.id)).category_id == desk.category.id
    assert len(await events_of(kept)) == 3


async def test_a_solved_ticket_becomes_an_internal_draft_of_what_was_said_in_public(
    desk: Desk,
) -> None:
    ticket = await make_ticket_in(
        desk, TicketStatus.IN_PROGRESS, assigned=True, description="It smokes."
    )
    comment, staff = tickets.create_comment, desk.moderator
    await transact(comment, staff, ticket.id, "Never tell him.", Visibility.INTERNAL)
    await transact(comment, staff, ticket.id, "Open the window.")
    await transact(comment, desk.requester, ticket.id, "It helps.")
    make = article_from_ticket
    await refused(transact(make, staff, ticket.id), ErrorCode.INVALID)
    await transact(tickets.resolve_ticket, staff, ticket.id, "Then call the firemen.")
    article = await transact(make, desk.other_moderator, ticket.id)
    assert (article.title, article.category_id) == (ticket.title, ticket.category_id)
    assert (article.status, article.visibility) == (DRAFT, Visibility.INTERNAL)
    assert article.body == (
        "## The question\n\nIt smokes.\n\n"
        "## What helped\n\nOpen the window.\n\nThen call the firemen."
    )
    assert (await transact(make, staff, ticket.id)).id == article.id
    assert await Job.filter(kind=JobKind.DRAFT_ARTICLE).count() == 1
    await refused(transact(make, desk.requester, ticket.id), ErrorCode.FORBIDDEN)
    await refused(transact(make, staff, new_id("tkt")), ErrorCode.NOT_FOUND)


async def test_an_article_outlives_the_ticket_it_was_made_of(desk: Desk) -> None:
    ticket = await make_ticket_in(desk, TicketStatus.RESOLVED, assigned=True)
    article = await transact(article_from_ticket, desk.moderator, ticket.id)
    await transact(tickets.delete_ticket, desk.admin, ticket.id)
    assert (await Article.get(id=article.id)).source_ticket_id is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "# Pay\n\n1. Open **Settings**.\n2. See [the list](/x).",
            "Pay Open Settings. See the list.",
        ),
        ("> *Note*: `a_b` stays, _this_ too.", "Note: a_b stays, this too."),
        ("```sh\nls\n```\n\n| a | b |\n|---|---|\n| c | d |", "ls a b c d"),
        ("---\n", ""),
    ],
)
def test_an_excerpt_is_plain_text(body: str, expected: str) -> None:
    assert excerpt_of(body) == expected


def test_an_excerpt_is_cut_between_words() -> None:
    cut = excerpt_of("word " * 1_000)
    assert len(cut) <= EXCERPT_LENGTH
    assert cut.endswith("word…")
    assert len(excerpt_of("x" * 50_000)) <= EXCERPT_LENGTH
