"""Comments: who writes them, what they set in motion, and the same create again."""

import pytest

from domain import tickets
from domain.errors import ErrorCode
from domain.ids import new_id
from domain.models import Comment, Event, Ticket
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind, TicketStatus, Visibility
from tests.domain.factories import (
    events_of,
    jobs_of,
    kinds_of,
    mails_asked_for,
    make_ticket,
    make_ticket_in,
    newest_position,
    open_desk,
    refused,
)

PUBLIC, INTERNAL = Visibility


async def test_the_first_public_comment_of_the_staff_is_the_first_answer(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    for actor, visibility in ((desk.requester, PUBLIC), (desk.moderator, INTERNAL)):
        await transact(tickets.create_comment, actor, ticket.id, "Hm.", visibility)
        assert (await Ticket.get(id=ticket.id)).first_response_at is None
    answer = await transact(tickets.create_comment, desk.moderator, ticket.id, "Hi.", PUBLIC)
    assert (await Ticket.get(id=ticket.id)).first_response_at == answer.created_at
    await transact(tickets.create_comment, desk.admin, ticket.id, "Me too.", PUBLIC)
    assert (await Ticket.get(id=ticket.id)).first_response_at == answer.created_at


@pytest.mark.parametrize("verb", [tickets.resolve_ticket, tickets.close_ticket])
@pytest.mark.parametrize("visibility", Visibility)
async def test_a_comment_with_the_end_answers_only_when_public(
    db: str, verb: object, visibility: Visibility
) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    assert callable(verb)
    await transact(verb, desk.admin, ticket.id, "Water helps.", visibility)
    first = (await Ticket.get(id=ticket.id)).first_response_at
    assert (first is not None) == (visibility is PUBLIC)


async def test_staff_do_not_answer_themselves(db: str) -> None:
    desk = await open_desk()
    ticket = await transact(tickets.create_ticket, desk.admin, tickets.NewTicket("My mouse"))
    await transact(tickets.create_comment, desk.admin, ticket.id, "Still.", PUBLIC)
    assert (await Ticket.get(id=ticket.id)).first_response_at is None


async def test_events_of_comments_say_who_may_see_them_and_never_what(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    start = await newest_position()
    for visibility in Visibility:
        made = await transact(
            tickets.create_comment, desk.moderator, ticket.id, "canary", visibility
        )
        await transact(tickets.update_comment, desk.moderator, made.id, "canary two")
        await transact(tickets.delete_comment, desk.moderator, made.id)
    events = await events_of(ticket, after=start)
    kinds = [EventKind.COMMENT_CREATED, EventKind.COMMENT_UPDATED, EventKind.COMMENT_DELETED]
    assert [event.kind for event in events] == kinds * 2
    assert [event.staff_only for event in events] == [False] * 3 + [True] * 3
    assert all(event.data["visibility"] in ("PUBLIC", "INTERNAL") for event in events)
    assert all("canary" not in str((event.changes, event.data)) for event in events)
    assert await Comment.all().count() == 0


async def test_public_comments_are_mailed_and_internal_ones_are_not(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await transact(tickets.create_comment, desk.moderator, ticket.id, "Psst.", INTERNAL)
    assert await mails_asked_for(ticket) == ["TICKET_RECEIVED"]
    made = await transact(tickets.create_comment, desk.moderator, ticket.id, "Hi.", PUBLIC)
    assert await mails_asked_for(ticket) == ["TICKET_RECEIVED", "COMMENT_ADDED"]
    job = (await jobs_of(ticket, JobKind.NOTIFY))[-1]
    assert job.payload["data"] == {"commentId": made.id}
    assert job.payload["actorId"] == desk.moderator.user_id


async def test_a_comment_that_reopens_is_mailed_once(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, TicketStatus.RESOLVED, assigned=True)
    start = await newest_position()
    await transact(tickets.create_comment, desk.requester, ticket.id, "No.", PUBLIC)
    assert await mails_asked_for(ticket) == ["TICKET_RECEIVED", "TICKET_REOPENED"]
    expected = [EventKind.COMMENT_CREATED, EventKind.TICKET_STATUS_CHANGED]
    assert await kinds_of(ticket, after=start) == expected


async def test_the_same_comment_again_is_the_same_comment(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    comment_id = new_id("cmt")
    arguments = (ticket.id, "Hello.", PUBLIC, comment_id)
    await transact(tickets.create_comment, desk.requester, *arguments)
    events = await Event.all().count()
    again = await transact(tickets.create_comment, desk.requester, *arguments)
    assert again.id == comment_id
    assert await Event.all().count() == events
    for actor, body in ((desk.requester, "Other."), (desk.moderator, "Hello.")):
        work = transact(tickets.create_comment, actor, ticket.id, body, PUBLIC, comment_id)
        assert (await refused(work, ErrorCode.CONFLICT)).current is None


async def test_who_may_comment(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket_in(desk, TicketStatus.IN_PROGRESS, assigned=True)
    for name, visibility, code in (
        ("requester", INTERNAL, ErrorCode.FORBIDDEN),
        ("stranger", PUBLIC, ErrorCode.NOT_FOUND),
        ("other_moderator", PUBLIC, ErrorCode.FORBIDDEN),
        ("other_moderator", INTERNAL, ErrorCode.FORBIDDEN),
    ):
        work = transact(tickets.create_comment, desk[name], ticket.id, "Hi.", visibility)
        await refused(work, code)
    for name in ("requester", "moderator", "admin"):
        await transact(tickets.create_comment, desk[name], ticket.id, "Hi.", PUBLIC)


async def test_only_authors_edit_and_only_they_and_admins_delete(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    comment = await transact(tickets.create_comment, desk.requester, ticket.id, "Hi.", PUBLIC)
    secret = await transact(tickets.create_comment, desk.moderator, ticket.id, "Psst.", INTERNAL)
    for verb, arguments in ((tickets.update_comment, ("x",)), (tickets.delete_comment, ())):
        for name, made, code in (
            ("moderator", comment, ErrorCode.FORBIDDEN),
            ("stranger", comment, ErrorCode.NOT_FOUND),
            ("requester", secret, ErrorCode.NOT_FOUND),
        ):
            await refused(transact(verb, desk[name], made.id, *arguments), code)
    await refused(
        transact(tickets.update_comment, desk.admin, comment.id, "x"), ErrorCode.FORBIDDEN
    )
    await transact(tickets.delete_comment, desk.admin, comment.id)
    await refused(transact(tickets.delete_comment, desk.admin, "cmt_nonsense"), ErrorCode.NOT_FOUND)


async def test_an_edit_based_on_an_older_text_conflicts_with_the_present_one(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    made = await transact(tickets.create_comment, desk.requester, ticket.id, "One.", PUBLIC)
    edited = await transact(tickets.update_comment, desk.requester, made.id, "Two.", 1)
    assert (edited.version, edited.edited_at is not None) == (2, True)
    work = transact(tickets.update_comment, desk.requester, made.id, "Three.", 1)
    error = await refused(work, ErrorCode.CONFLICT)
    assert isinstance(error.current, Comment)
    assert error.current.body == "Two."


@pytest.mark.parametrize(
    ("body", "code"),
    [("", ErrorCode.REQUIRED), ("x" * 50_001, ErrorCode.TOO_LONG), ("\x1b", ErrorCode.INVALID)],
)
async def test_bad_texts_are_refused(db: str, body: str, code: ErrorCode) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    work = transact(tickets.create_comment, desk.requester, ticket.id, body, PUBLIC)
    assert (await refused(work, code)).path == ("input", "body")
    assert (await Ticket.get(id=ticket.id)).version == 1


async def test_the_id_of_a_deleted_comment_is_not_given_again(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    id = new_id("cmt")
    create = (tickets.create_comment, desk.requester, ticket.id, "Hello?", PUBLIC, id)
    await transact(*create)
    await transact(tickets.delete_comment, desk.requester, id)
    await refused(transact(*create), ErrorCode.CONFLICT)
    assert not await Comment.all().exists()
