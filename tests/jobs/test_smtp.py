"""Mail over a real SMTP session."""

import email
from collections.abc import AsyncIterator
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from domain import tickets
from domain.errors import PermanentError, TransientError
from domain.models import Event, Mail
from domain.ports import OutgoingMail
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, MailKind, MailState
from jobs.adapters.mail import SmtpMailer
from jobs.runner import Runner
from tests.domain.factories import make_ticket, open_desk
from tests.jobs.support import all_done, eventually, make_services, make_settings
from tests.servers.processes import free_port


class Inbox:
    """Keeps what is sent to it; `reply` to a recipient can be scripted."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []
        self.reply = "250 OK"
        self.data_reply = "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_reply.startswith("250"):
            self.contents.append(envelope.content)
        return self.data_reply

    @property
    def mails(self) -> list[Message]:
        return [email.message_from_bytes(content, policy=default) for content in self.contents]


@pytest.fixture
async def inbox() -> AsyncIterator[tuple[Inbox, int]]:
    box, port = Inbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def mailer(port: int, **values: Any) -> SmtpMailer:
    return SmtpMailer(
        make_settings(smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False, **values)
    )


def a_mail(**values: Any) -> OutgoingMail:
    given: dict[str, Any] = {
        "kind": MailKind.TICKET_RECEIVED,
        "to_address": "rita@desk.example",
        "subject": "[#7] Größe – ok",
        "text_body": "Plain über\n",
        "html_body": "<p>Rich über</p>",
        "message_id": "<abc@desk.example>",
        "in_reply_to": "<root@desk.example>",
    }
    return OutgoingMail(**(given | values))


async def test_a_mail_has_one_message_id_ours_and_threads(inbox: tuple[Inbox, int]) -> None:
    box, port = inbox
    await mailer(port).send(a_mail())
    (mail,) = box.mails
    assert mail.get_all("Message-ID") == ["<abc@desk.example>"]
    assert mail.get_all("In-Reply-To") == ["<root@desk.example>"]
    assert mail.get_all("References") == ["<root@desk.example>"]
    assert mail.get_all("To") == ["rita@desk.example"]
    assert mail["From"] == "Deskwire <desk@deskwire.example>"
    assert mail["Subject"] == "[#7] Größe – ok"
    assert mail["Auto-Submitted"] == "auto-generated"
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    texts = [part.get_payload(decode=True) for part in parts]
    assert texts == ["Plain über\n".encode(), "<p>Rich über</p>".encode()]


@pytest.mark.parametrize("field", ["subject", "message_id", "in_reply_to", "to_address"])
async def test_no_value_can_begin_another_header(inbox: tuple[Inbox, int], field: str) -> None:
    box, port = inbox
    values = {"subject": "Hi", "message_id": "<a@b.c>", "in_reply_to": "<r@b.c>"}
    value = values.get(field, "rita@desk.example") + "\r\nBcc: evil@x.example\r\n\r\nbody"
    try:
        await mailer(port).send(a_mail(**{field: value}))
    except PermanentError:
        assert not box.mails
        return
    (mail,) = box.mails
    assert mail["Bcc"] is None
    assert mail["To"] == "rita@desk.example"


@pytest.mark.parametrize(
    ("reply", "data_reply", "error"),
    [
        ("550 unknown", "250 OK", PermanentError),
        ("451 later", "250 OK", TransientError),
        ("250 OK", "554 spam", PermanentError),
        ("250 OK", "452 full", TransientError),
    ],
)
async def test_what_the_server_refuses_is_passing_or_final_by_its_code(
    inbox: tuple[Inbox, int], reply: str, data_reply: str, error: type[Exception]
) -> None:
    box, port = inbox
    box.reply, box.data_reply = reply, data_reply
    with pytest.raises(error):
        await mailer(port).send(a_mail())


async def test_a_server_that_is_away_is_passing() -> None:
    with pytest.raises(TransientError):
        await mailer(free_port()).send(a_mail())


async def test_an_address_that_is_none_is_final(inbox: tuple[Inbox, int]) -> None:
    with pytest.raises(PermanentError):
        await mailer(inbox[1]).send(a_mail(to_address="not an address"))


async def run_all(**services: Any) -> None:
    runner = Runner(make_services(**services))
    await runner.start()
    await eventually(all_done)
    await runner.stop()


async def test_a_tickets_mails_are_sent_and_told(db: str, inbox: tuple[Inbox, int]) -> None:
    box, port = inbox
    desk = await open_desk()
    ticket = await make_ticket(desk, title="Broken")
    await run_all(mailer=mailer(port))
    mails = await Mail.all()
    assert {mail.kind.value for mail in mails} == {
        "TICKET_RECEIVED",
        "TICKET_IN_PROGRESS",
        "TICKET_ASSIGNED",
    }
    assert {mail.state for mail in mails} == {MailState.SENT}
    assert sorted(str(m["Message-ID"]) for m in box.mails) == sorted(m.message_id for m in mails)
    assert await Event.filter(kind=EventKind.MAIL_SENT, ticket_id=ticket.id).count() == 3


async def test_without_a_server_mails_are_kept_for_reading(db: str) -> None:
    desk = await open_desk()
    await make_ticket(desk)
    await run_all()
    assert {mail.state for mail in await Mail.all()} == {MailState.KEPT}


async def test_a_refused_mail_is_failed_and_its_job_dead(db: str, inbox: tuple[Inbox, int]) -> None:
    box, port = inbox
    box.reply = "550 unknown"
    desk = await open_desk()
    ticket = await make_ticket(desk)
    await transact(tickets.resolve_ticket, desk.requester, ticket.id)
    await run_all(mailer=mailer(port))
    (mail,) = await Mail.all()
    assert mail.state is MailState.FAILED
    assert "550" in (mail.error or "")
    assert await Event.filter(kind=EventKind.MAIL_FAILED).count() == 1
