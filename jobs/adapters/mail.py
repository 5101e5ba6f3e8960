"""Mail through an SMTP server, by fastapi-mail."""

import re
from contextlib import suppress
from email.message import Message

import aiosmtplib
from fastapi_mail import ConnectionConfig, FastMail, MessageSchema, MessageType
from fastapi_mail.connection import Connection
from fastapi_mail.errors import ConnectionErrors
from fastapi_mail.schemas import MultipartSubtypeEnum
from pydantic import NameEmail, ValidationError

from domain.errors import PermanentError, TransientError
from domain.ports import OutgoingMail
from domain.settings import Settings

TIMEOUT_S = 20
_ADDRESS = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+")


class SmtpMailer:
    """One SMTP session for each mail.

    fastapi-mail generates a Message-ID of its own unless a header named exactly
    `message-id` is given, and then writes both. So ours is put in its place afterwards.
    """

    def __init__(self, settings: Settings) -> None:
        self._config = ConnectionConfig(
            MAIL_USERNAME=settings.smtp_username,
            MAIL_PASSWORD=settings.smtp_password,
            MAIL_PORT=settings.smtp_port,
            MAIL_SERVER=settings.smtp_host,
            MAIL_STARTTLS=settings.smtp_starttls and not settings.smtp_tls,
            MAIL_SSL_TLS=settings.smtp_tls,
            MAIL_FROM=settings.mail_from,
            MAIL_FROM_NAME=settings.mail_from_name,
            USE_CREDENTIALS=bool(settings.smtp_username),
            TIMEOUT=TIMEOUT_S,
        )
        self._composer = _OwnMessageId(self._config)

    async def send(self, mail: OutgoingMail) -> None:
        """Hand over one mail; raises TransientError or PermanentError."""
        try:
            message = await self._composer.get_message(_schema(mail))
            assert not isinstance(message, list)
            async with _Connection(self._config) as connection:
                await connection.session.send_message(message)
        except ConnectionErrors as error:
            cause = error.__context__
            if isinstance(cause, aiosmtplib.SMTPAuthenticationError):
                raise PermanentError("The mail server refuses the user name or password.") from None
            raise TransientError(f"The mail server cannot be reached: {cause}") from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise _refused(min(codes, default=550), "the address") from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refused(error.code, "the mail") from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise TransientError(f"The mail server broke off: {error}") from error


class _Connection(Connection):
    """fastapi-mail's session with a server, closed whatever happens.

    Its own leaves the socket open when signing in fails, and lets a QUIT that goes wrong
    pass for a mail that was not taken.
    """

    async def _configure_connection(self) -> None:
        try:
            await super()._configure_connection()
        except ConnectionErrors:
            self.session.close()
            raise

    async def __aexit__(self, *error: object) -> None:
        with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            await self.session.quit()
        self.session.close()


class _OwnMessageId(FastMail):
    async def _prepare_message(self, message: MessageSchema, template: object = None) -> Message:
        headers = message.headers or {}
        plain = message.model_copy(update={"headers": None})
        prepared: Message = await super()._prepare_message(plain)
        for name, value in headers.items():
            del prepared[name]
            prepared[name] = value
        return prepared


def _schema(mail: OutgoingMail) -> MessageSchema:
    headers = {"Message-ID": _header(mail.message_id), "Auto-Submitted": "auto-generated"}
    if mail.in_reply_to:
        headers["In-Reply-To"] = headers["References"] = _header(mail.in_reply_to)
    address = _header(mail.to_address)
    if not _ADDRESS.fullmatch(address):
        raise PermanentError("This is no mail address.")
    try:
        return MessageSchema(
            recipients=[NameEmail(name="", email=address)],
            subject=_header(mail.subject),
            body=mail.text_body,
            alternative_body=mail.html_body,
            subtype=MessageType.plain,
            multipart_subtype=MultipartSubtypeEnum.alternative,
            headers=headers,
        )
    except ValidationError as error:
        raise PermanentError("This mail cannot be written.") from error


def _header(value: str) -> str:
    """A value that cannot begin another header."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _refused(code: int, what: str) -> Exception:
    message = f"The mail server refused {what} ({code})."
    return TransientError(message) if 400 <= code < 500 else PermanentError(message)
