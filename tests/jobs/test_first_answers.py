"""The desk's first answer: composed from what the requester may see, where no model gives one."""

import pytest

from domain import tickets
from domain.actors import Actor
from domain.articles import NewArticle, create_article
from domain.errors import ErrorCode
from domain.ids import new_id
from domain.models import Job, Ticket, TriageRun
from domain.tickets import NewTicket, TicketChanges
from domain.unit_of_work import transact
from domain.vocabulary import (
    ArticleStatus,
    Channel,
    EventKind,
    JobKind,
    TicketStatus,
    Visibility,
)
from jobs.run_job import run_job
from tests.domain.factories import Desk, events_of, make_ticket_in, open_desk, refused
from tests.jobs.support import make_services

BODY = "1. Shake the toner.\n2. Print a page again."
TEXT = NewTicket("Printer prints blank pages", "Every page is blank since the toner was changed.")


@pytest.fixture
async def desk(db: str) -> Desk:
    desk = await open_desk()
    for title, visibility, status in (
        ("Blank pages from the printer", Visibility.PUBLIC, ArticleStatus.PUBLISHED),
        ("Printer prints blank pages", Visibility.INTERNAL, ArticleStatus.PUBLISHED),
        ("Printer prints blank pages since", Visibility.PUBLIC, ArticleStatus.DRAFT),
    ):
        new = NewArticle(title, BODY, None, visibility, status)
        await transact(create_article, desk.admin, new)
    return desk


async def triaged(actor: Actor, new: NewTicket) -> Ticket:
    ticket = await transact(tickets.create_ticket, actor, new)
    job = await Job.get(kind=JobKind.TRIAGE, ticket_id=ticket.id)
    assert await run_job(job.id, make_services())
    return await Ticket.get(id=ticket.id)


async def test_the_answer_is_a_public_articles_and_no_reply_is_put_in_anybodys_mouth(
    desk: Desk,
) -> None:
    ticket = await triaged(desk.requester, TEXT)
    assert ticket.ai_answer == f"**Blank pages from the printer**\n\n{BODY}"
    assert (await TriageRun.get(ticket_id=ticket.id)).suggested_reply == ""
    changed = [e for e in await events_of(ticket) if e.kind is EventKind.TICKET_UPDATED]
    public = [change["field"] for e in changed if not e.staff_only for change in e.changes]
    assert "aiAnswer" in public


async def test_staff_get_no_more_than_requesters_when_they_ask_themselves(desk: Desk) -> None:
    ticket = await triaged(desk.moderator, TEXT)
    assert ticket.ai_answer is not None
    assert ticket.ai_answer.startswith("**Blank pages from the printer**")


async def test_without_anything_near_there_is_no_answer(desk: Desk) -> None:
    ticket = await triaged(desk.requester, NewTicket("Zebra", "Nothing of the kind."))
    assert ticket.ai_answer is None


async def test_ones_own_solved_ticket_answers_but_never_somebody_elses(desk: Desk) -> None:
    text = {"title": "Kettle whistles at night", "description": "The kettle whistles loudly."}
    solved = await make_ticket_in(desk, TicketStatus.IN_PROGRESS, assigned=True, **text)
    await transact(tickets.resolve_ticket, desk.moderator, solved.id, "Take it off the stove.")
    own = await triaged(desk.requester, NewTicket(**text))
    assert own.ai_answer == "**Kettle whistles at night**\n\nTake it off the stove."
    assert (await triaged(desk.stranger, NewTicket(**text))).ai_answer is None


async def test_neither_imports_nor_tickets_after_help_while_typing_get_an_answer(
    desk: Desk,
) -> None:
    words = {"title": TEXT.title, "description": TEXT.description}
    imported = await triaged(desk.admin, NewTicket(**words, channel=Channel.IMPORT))
    assert imported.ai_answer is None
    helped = await triaged(desk.requester, NewTicket(**words, suggestion_id=new_id("sug")))
    assert helped.ai_answer is None


async def test_staff_correct_the_answer_and_triage_does_not_bring_the_old_one_back(
    desk: Desk,
) -> None:
    ticket = await triaged(desk.requester, TEXT)
    change = TicketChanges(ai_answer="Use the other printer.")
    mended = await transact(tickets.update_ticket, desk.moderator, ticket.id, change)
    assert mended.ai_answer == "Use the other printer."
    late = transact(
        tickets.update_ticket, desk.admin, ticket.id, TicketChanges(ai_answer="No."), version=1
    )
    await refused(late, ErrorCode.CONFLICT)
    await refused(
        transact(tickets.update_ticket, desk.requester, ticket.id, change), ErrorCode.FORBIDDEN
    )
    gone = await transact(
        tickets.update_ticket, desk.moderator, ticket.id, TicketChanges(ai_answer=None)
    )
    assert gone.ai_answer is None
