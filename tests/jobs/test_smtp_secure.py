"""Mail servers that want TLS and a password, as the real ones do."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from domain.errors import PermanentError, TransientError
from jobs.adapters.mail import SmtpMailer
from tests.domain.spine import until
from tests.jobs.certificates import make_certificate
from tests.jobs.support import make_settings
from tests.jobs.test_smtp import Inbox, a_mail
from tests.servers.processes import free_port

USER, PASSWORD = "desk", "pässword: 7"


def authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
) -> AuthResult:
    is_ours = given == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_ours, handled=False)


class _Connection(SMTP):
    """Tells whether its client has gone, so that the server is not stopped before."""

    def __init__(self, alive: set["_Connection"], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._alive = alive

    def connection_made(self, transport: Any) -> None:
        self._alive.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._alive.discard(self)


class _Server(Controller):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alive: set[_Connection] = set()

    def factory(self) -> SMTP:
        return _Connection(self.alive, self.handler, **self.SMTP_kwargs)


@asynccontextmanager
async def served(box: Inbox | None = None, **options: Any) -> AsyncIterator[tuple[Inbox, int]]:
    box, port = box or Inbox(), free_port()
    server = _Server(box, hostname="127.0.0.1", port=port, **options)
    server.start()
    try:
        yield box, port
        await until(lambda: not server.alive)
    finally:
        server.stop()


def guarded(context: ssl.SSLContext) -> dict[str, Any]:
    """A server that takes mail only over TLS, and only after signing in."""
    return {
        "tls_context": context,
        "require_starttls": True,
        "authenticator": authenticate,
        "auth_required": True,
    }


def mailer(port: int, *, password: str = PASSWORD, **values: Any) -> SmtpMailer:
    given = {"smtp_username": USER, "smtp_password": password, "smtp_starttls": True}
    return SmtpMailer(make_settings(smtp_host="127.0.0.1", smtp_port=port, **(given | values)))


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's, whose certificate this process trusts."""
    trusted, context = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return context


async def test_mail_goes_by_starttls_with_name_and_password(context: ssl.SSLContext) -> None:
    async with served(**guarded(context)) as (box, port):
        await mailer(port).send(a_mail())
    (mail,) = box.mails
    assert mail["Message-ID"] == "<abc@desk.example>"


async def test_mail_goes_over_tls_from_the_first_byte(context: ssl.SSLContext) -> None:
    async with served(ssl_context=context) as (box, port):
        await mailer(port, smtp_tls=True, smtp_username="").send(a_mail())
    assert len(box.mails) == 1


async def test_a_wrong_password_is_final_and_not_told(context: ssl.SSLContext) -> None:
    async with served(**guarded(context)) as (box, port):
        with pytest.raises(PermanentError) as caught:
            await mailer(port, password="wrong").send(a_mail())
    assert "wrong" not in str(caught.value)
    assert box.mails == []


async def test_without_a_password_such_a_server_takes_nothing(context: ssl.SSLContext) -> None:
    async with served(**guarded(context)) as (box, port):
        with pytest.raises(PermanentError):
            await mailer(port, smtp_username="").send(a_mail())
    assert box.mails == []


async def test_a_stranger_with_another_certificate_gets_no_password(tmp_path: Path) -> None:
    _, context = make_certificate(tmp_path)  # which this process does not trust
    async with served(**guarded(context)) as (box, port):
        with pytest.raises(TransientError):
            await mailer(port).send(a_mail())
    assert box.mails == []


async def test_a_server_without_tls_gets_no_password() -> None:
    async with served() as (box, port):
        with pytest.raises(TransientError):
            await mailer(port).send(a_mail())
    assert box.mails == []


class Rude(Inbox):
    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "500 Not like this"


async def test_a_mail_that_was_taken_is_sent_however_the_session_ends() -> None:
    async with served(Rude()) as (box, port):
        await mailer(port, smtp_starttls=False, smtp_username="").send(a_mail())
    assert len(box.mails) == 1
