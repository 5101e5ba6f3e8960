"""Mails: who gets which, what they never say, and that one event mails a person once."""

import re
from typing import Any

from domain import tickets
from domain.actors import SYSTEM, Actor
from domain.clock import now
from domain.mail_texts import render
from domain.mails import (
    compose_mails,
    forget_token,
    load_unsent,
    mark_mail_failed,
    mark_mail_kept,
    mark_mail_sent,
    outgoing,
    queue_account_mail,
)
from domain.models import Event, Job, Mail, Ticket, User
from domain.settings import Settings
from domain.tickets import TicketChanges
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import (
    EventKind,
    JobKind,
    MailKind,
    MailState,
    TicketStatus,
    Visibility,
)
from tests.domain.factories import Desk, make_ticket, open_desk

SETTINGS = Settings(
    _env_file=None, public_url="https://desk.example.org/", mail_from="help@desk.example.org"
)


async def compose() -> list[tuple[str, str]]:
    """Run all NOTIFY jobs there are; gives the new mails as (kind, recipient's id)."""
    before = {mail.id for mail in await Mail.all()}
    for job in await Job.filter(kind=JobKind.NOTIFY, state="PENDING").order_by("created_at", "id"):
        await transact(_run, SYSTEM, job)
    made = [mail for mail in await Mail.all().order_by("id") if mail.id not in before]
    return sorted((mail.kind.value, mail.recipient_id or "") for mail in made)


async def _run(uow: UnitOfWork, job: Job) -> None:
    await compose_mails(uow, job.payload, SETTINGS)
    await forget_token(uow, job.id, job.payload)
    await Job.filter(id=job.id).using_db(uow.db).update(state="DONE")


async def assigned_ticket(desk: Desk, **values: Any) -> Ticket:
    """A ticket that the admin has given to the moderator; its mails are composed."""
    ticket = await make_ticket(desk, **values)
    await transact(tickets.assign_ticket, desk.admin, ticket.id, _id(desk.moderator))
    await compose()
    return ticket


def _id(actor: Actor) -> str:
    assert actor.user_id
    return actor.user_id


async def test_a_ticket_is_receipted_and_its_assignee_and_requester_are_told(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    assert await compose() == [("TICKET_RECEIVED", _id(desk.requester))]
    await transact(tickets.assign_ticket, desk.admin, ticket.id, _id(desk.moderator))
    assert await compose() == [
        ("TICKET_ASSIGNED", _id(desk.moderator)),
        ("TICKET_IN_PROGRESS", _id(desk.requester)),
    ]
    mail = await Mail.get(kind=MailKind.TICKET_RECEIVED)
    user = await User.get(id=desk.requester.user_id)
    assert mail.to_address == user.email
    assert mail.subject == f"[#{ticket.number}] We have your request: {ticket.title}"
    assert f"https://desk.example.org/tickets/{ticket.id}" in mail.text_body
    assert f'href="https://desk.example.org/tickets/{ticket.id}"' in mail.html_body
    assert mail.state is MailState.PENDING
    (job,) = await Job.filter(key=f"send_mail:{mail.id}")
    assert job.payload == {"mailId": mail.id}


async def test_who_does_something_is_not_mailed_about_it(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await compose()
    await transact(tickets.assign_ticket, desk.moderator, ticket.id, _id(desk.moderator))
    assert await compose() == [("TICKET_IN_PROGRESS", _id(desk.requester))]
    await transact(tickets.resolve_ticket, desk.requester, ticket.id)
    assert ("TICKET_COMPLETED", _id(desk.requester)) not in await compose()


async def test_a_public_comment_is_mailed_to_the_other_side(db: str) -> None:
    desk = await open_desk()
    ticket = await assigned_ticket(desk)
    for author, recipient in (
        (desk.moderator, desk.requester),
        (desk.requester, desk.moderator),
    ):
        await transact(
            tickets.create_comment, author, ticket.id, "Is <b>it</b> on?", Visibility.PUBLIC
        )
        assert await compose() == [("COMMENT_ADDED", _id(recipient))]
    mail = await Mail.filter(kind=MailKind.COMMENT_ADDED).order_by("-id").first()
    assert mail
    assert "> Is <b>it</b> on?" in mail.text_body
    assert "Is &lt;b&gt;it&lt;/b&gt; on?" in mail.html_body
    assert "Rita wrote about" in mail.text_body


async def test_no_mail_ever_carries_what_is_internal(db: str) -> None:
    desk = await open_desk()
    ticket = await assigned_ticket(desk)
    canary = "canary-7731"
    notes = TicketChanges(notes=f"{canary} notes")
    await transact(tickets.update_ticket, desk.moderator, ticket.id, notes)
    await transact(
        tickets.create_comment, desk.moderator, ticket.id, f"{canary} said", Visibility.INTERNAL
    )
    assert await compose() == []
    await transact(
        tickets.resolve_ticket, desk.moderator, ticket.id, f"{canary} done", Visibility.INTERNAL
    )
    await transact(tickets.reopen_ticket, desk.admin, ticket.id)
    composed = await compose()
    assert ("TICKET_COMPLETED", _id(desk.requester)) in composed
    for mail in await Mail.all():
        assert canary not in mail.subject + mail.text_body + mail.html_body


async def test_an_internal_comment_named_by_a_job_is_not_quoted(db: str) -> None:
    desk = await open_desk()
    ticket = await assigned_ticket(desk)
    comment = await transact(
        tickets.create_comment, desk.moderator, ticket.id, "secret", Visibility.INTERNAL
    )
    event = await Event.get(kind=EventKind.COMMENT_CREATED, subject_id=comment.id)
    payload = {
        "mailKind": "COMMENT_ADDED",
        "ticketId": ticket.id,
        "eventId": event.id,
        "actorId": _id(desk.moderator),
        "data": {"commentId": comment.id},
    }
    await transact(compose_mails, SYSTEM, payload, SETTINGS)
    assert not await Mail.filter(kind=MailKind.COMMENT_ADDED).exists()


async def test_a_completion_and_a_reopening_are_mailed_with_their_comment(db: str) -> None:
    desk = await open_desk()
    ticket = await assigned_ticket(desk)
    await transact(tickets.resolve_ticket, desk.moderator, ticket.id, "New toner is in.")
    composed = await compose()
    assert ("TICKET_COMPLETED", _id(desk.requester)) in composed
    mail = await Mail.get(kind=MailKind.TICKET_COMPLETED)
    assert "> New toner is in." in mail.text_body
    await transact(tickets.reopen_ticket, desk.requester, ticket.id, "Still empty.")
    assert ("TICKET_REOPENED", _id(desk.moderator)) in await compose()
    assert (await Ticket.get(id=ticket.id)).status is TicketStatus.IN_PROGRESS


async def test_muted_kinds_and_deleted_people_get_no_mail(db: str) -> None:
    desk = await open_desk()
    await User.filter(id=desk.moderator.user_id).update(muted_mails=["TICKET_ASSIGNED"])
    ticket = await make_ticket(desk)
    await User.filter(id=desk.requester.user_id).update(deleted_at=now(), email=None)
    await transact(tickets.assign_ticket, desk.admin, ticket.id, _id(desk.moderator))
    assert await compose() == []


async def test_the_same_job_again_makes_no_second_mail(db: str) -> None:
    desk = await open_desk()
    await make_ticket(desk)
    assert len(await compose()) == 1
    await Job.filter(kind=JobKind.NOTIFY).update(state="PENDING")
    assert await compose() == []
    assert await Mail.all().count() == 1


async def test_all_mails_of_a_ticket_are_one_thread_with_ids_made_from_their_keys(
    db: str,
) -> None:
    desk = await open_desk()
    await assigned_ticket(desk)
    other = await make_ticket(desk)
    await compose()
    mails = await Mail.all()
    for mail in mails:
        assert re.fullmatch(r"<[0-9a-f]{40}@desk\.example\.org>", mail.message_id)
        assert mail.in_reply_to != mail.message_id
    assert len({mail.message_id for mail in mails}) == len(mails) == 4
    roots = {mail.in_reply_to for mail in mails if mail.ticket_id != other.id}
    assert len(roots) == 1
    (last,) = [mail for mail in mails if mail.ticket_id == other.id]
    assert last.in_reply_to not in roots


async def test_a_deleted_ticket_is_not_mailed_about(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await transact(tickets.delete_ticket, desk.admin, ticket.id)
    assert await compose() == []


def test_no_title_can_begin_another_header() -> None:
    ticket = {"number": 7, "title": "Hi\r\nBcc: all@x.example\u2028\x00", "id": "tkt_1"}
    text = render("ticket_received", "https://d.example", name="Rita", actor="", ticket=ticket)
    assert text.subject == "[#7] We have your request: Hi Bcc: all@x.example"


async def test_a_link_is_mailed_and_then_nowhere_to_be_found(db: str) -> None:
    desk = await open_desk()
    user = await User.get(id=desk.requester.user_id)
    await User.filter(id=user.id).update(muted_mails=["PASSWORD_RESET"])
    token = "tok-1234567890"
    await transact(queue_account_mail, SYSTEM, MailKind.PASSWORD_RESET, user, token)
    assert await compose() == [("PASSWORD_RESET", user.id)]
    mail = await Mail.get(kind=MailKind.PASSWORD_RESET)
    link = f"https://desk.example.org/reset-password?token={token}"
    assert link in mail.text_body
    assert link in mail.html_body
    assert mail.in_reply_to is None
    assert token not in mail.key + mail.message_id
    job = await Job.get(kind=JobKind.NOTIFY)
    assert token not in job.key + str(job.payload)
    await transact(mark_mail_sent, SYSTEM, mail.id)
    mail = await Mail.get(id=mail.id)
    assert (mail.state, mail.text_body, mail.html_body) == (MailState.SENT, "", "")


async def test_an_empty_token_says_that_the_account_exists_once_an_hour(db: str) -> None:
    desk = await open_desk()
    user = await User.get(id=desk.requester.user_id)
    for _ in range(3):
        await transact(queue_account_mail, SYSTEM, MailKind.EMAIL_CONFIRMATION, user, "")
    assert len(await compose()) <= 2  # two if the hour has just struck
    mail = await Mail.filter(kind=MailKind.EMAIL_CONFIRMATION).first()
    assert mail
    assert mail.subject == "You already have an account"


async def test_a_mail_ends_sent_kept_or_failed(db: str) -> None:
    desk = await open_desk()
    for _ in range(3):
        await make_ticket(desk)
    await compose()
    sent, kept, failed = await Mail.all().order_by("id")
    await transact(mark_mail_sent, SYSTEM, sent.id)
    await transact(mark_mail_kept, SYSTEM, kept.id)
    await transact(mark_mail_failed, SYSTEM, failed.id, "refused")
    states = [mail.state for mail in await Mail.all().order_by("id")]
    assert states == [MailState.SENT, MailState.KEPT, MailState.FAILED]
    assert await load_unsent(sent.id) is None
    again = await load_unsent(failed.id)
    assert again
    assert (again.error, outgoing(again).message_id) == ("refused", failed.message_id)
    events = await Event.filter(kind__in=[EventKind.MAIL_SENT, EventKind.MAIL_FAILED])
    assert [event.staff_only for event in events] == [True, True]
