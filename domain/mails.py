"""Mails as rows: who gets which, what they say, and what became of them.

A mail's key is `kind:event:recipient` and its Message-ID is made from the key, so that a
repeat of the job or of the sending is the same mail.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from tortoise.connection import get_connection

from domain.database.parameters import parameter
from domain.database.statements import lock_row, read_row, update
from domain.events import NewEvent
from domain.ids import new_id
from domain.mail_texts import MailText, render
from domain.models import Comment, Event, Job, Mail, Ticket, User
from domain.ports import OutgoingMail
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import (
    UNSWITCHABLE_MAILS,
    EventKind,
    JobKind,
    MailKind,
    MailState,
    Role,
    SubjectType,
    Visibility,
)

UNSENT = (MailState.PENDING, MailState.FAILED)
_TO_REQUESTER = frozenset(
    {MailKind.TICKET_RECEIVED, MailKind.TICKET_IN_PROGRESS, MailKind.TICKET_COMPLETED}
)
_TO_OTHER_SIDE = frozenset({MailKind.COMMENT_ADDED, MailKind.TICKET_REOPENED})
_QUOTING = frozenset({MailKind.COMMENT_ADDED, MailKind.TICKET_COMPLETED, MailKind.TICKET_REOPENED})


async def queue_account_mail(uow: UnitOfWork, kind: MailKind, user: User, token: str) -> None:
    """Have a link sent to a person; an empty token says only that the account exists.

    The link is put together by the job, which knows the desk's address; the token leaves
    the job's row with that.
    """
    if token:
        key = hashlib.sha256(token.encode()).hexdigest()[:24]
    else:
        key = f"exists:{user.id}:{uow.now:%Y%m%d%H}"  # once an hour, however often asked
    uow.enqueue(
        JobKind.NOTIFY,
        f"{key}:{kind.value.lower()}",
        {"mailKind": kind.value, "userId": user.id, "eventId": key, "token": token},
    )


async def queue_address_mail(
    uow: UnitOfWork, user: User, template: str, address: str, token: str = ""
) -> None:
    """Have a mail about an account sent to an address that is not, or no longer, the account's."""
    key = hashlib.sha256(f"{token}{user.version}{template}{address}".encode()).hexdigest()[:24]
    kind = MailKind.EMAIL_CONFIRMATION
    payload = {"mailKind": kind.value, "userId": user.id, "eventId": key, "token": token}
    uow.enqueue(
        JobKind.NOTIFY,
        f"{key}:{kind.value.lower()}",
        payload | {"template": template, "address": address},
    )


async def compose_mails(uow: UnitOfWork, payload: Mapping[str, Any], settings: Settings) -> None:
    """Write the mails that a NOTIFY job asks for, and the jobs that send them."""
    kind = MailKind(payload["mailKind"])
    if kind in UNSWITCHABLE_MAILS:
        await _compose_account_mail(uow, kind, payload, settings)
        return
    if kind is MailKind.PROVIDER_FAULT:
        await _compose_admin_mails(uow, kind, payload, settings)
        return
    ticket = await read_row(uow.db, Ticket, payload["ticketId"])
    if ticket is None:
        return
    comment = await _quoted_comment(uow, kind, payload)
    if kind is MailKind.COMMENT_ADDED and comment is None:
        return
    actor_id = comment.author_id if comment else payload.get("actorId")
    actor = await read_row(uow.db, User, actor_id) if actor_id else None
    for recipient_id in sorted(_recipients(kind, ticket, actor_id)):
        person = await read_row(uow.db, User, recipient_id)
        if person is None or person.deleted_at or not person.email:
            continue
        if kind.value in person.muted_mails:
            continue
        text = render(
            kind.value.lower(),
            settings.effective_public_url,
            name=person.name,
            actor=actor.name if actor else "",
            ticket={"number": ticket.number, "title": ticket.title, "id": ticket.id},
            comment=comment.body if comment else "",
        )
        key = f"{kind.value}:{payload['eventId']}:{person.id}"
        await _write(uow, kind, key, person, text, settings, ticket)


async def forget_token(uow: UnitOfWork, job_id: str, payload: Mapping[str, Any]) -> None:
    """Take a link's token out of the row of the job that has used it."""
    if payload.get("token"):
        kept = {name: value for name, value in payload.items() if name != "token"}
        await Job.filter(id=job_id).using_db(uow.db).update(payload=kept)


async def load_unsent(mail_id: str) -> Mail | None:
    """A mail that still is to be sent; None when it was sent or kept, or is gone."""
    return _if_unsent(await read_row(get_connection("default"), Mail, mail_id))


def outgoing(mail: Mail) -> OutgoingMail:
    return OutgoingMail(
        kind=mail.kind,
        to_address=mail.to_address,
        subject=mail.subject,
        text_body=mail.text_body,
        html_body=mail.html_body,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
    )


async def mark_mail_sent(uow: UnitOfWork, mail_id: str) -> None:
    """Note that a mail is out; one with a secret link is emptied."""
    mail = await _unsent(uow, mail_id)
    if mail is None:
        return
    emptied = {"text_body": "", "html_body": ""} if mail.kind in UNSWITCHABLE_MAILS else {}
    await _set(uow, mail, state=MailState.SENT, sent_at=uow.now, error=None, **emptied)
    uow.record(_event(EventKind.MAIL_SENT, mail))


async def mark_mail_kept(uow: UnitOfWork, mail_id: str) -> None:
    """Note that there is no mail server: the mail stays here for reading."""
    mail = await _unsent(uow, mail_id)
    if mail is not None:
        await _set(uow, mail, state=MailState.KEPT, error=None)


async def mark_mail_failed(uow: UnitOfWork, mail_id: str, error: str) -> None:
    mail = await _unsent(uow, mail_id)
    if mail is not None:
        await _set(uow, mail, state=MailState.FAILED, error=error[:2000])
        uow.record(_event(EventKind.MAIL_FAILED, mail))


def message_id(key: str, settings: Settings) -> str:
    """`<…@domain of the sender>`, the same for the same key."""
    domain = settings.mail_from.rpartition("@")[2] or "deskwire.example"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def _recipients(kind: MailKind, ticket: Ticket, actor_id: str | None) -> set[str]:
    """Never who caused it, but for the receipt: that is for the writer himself."""
    if kind is MailKind.TICKET_RECEIVED:
        return {ticket.requester_id}
    if kind in _TO_REQUESTER:
        concerned: set[str | None] = {ticket.requester_id}
    elif kind in _TO_OTHER_SIDE:
        concerned = {ticket.requester_id, ticket.assignee_id}
    else:
        concerned = {ticket.assignee_id}
    return {user_id for user_id in concerned if user_id and user_id != actor_id}


async def _quoted_comment(
    uow: UnitOfWork, kind: MailKind, payload: Mapping[str, Any]
) -> Comment | None:
    """The public comment that a mail quotes: named by its data, or the event's own subject."""
    if kind not in _QUOTING:
        return None
    comment_id: str | None = (payload.get("data") or {}).get("commentId")
    if comment_id is None and kind is MailKind.COMMENT_ADDED:
        event = await Event.get_or_none(id=payload["eventId"], using_db=uow.db)
        comment_id = event.subject_id if event else None
    if comment_id is None:
        return None
    return await Comment.get_or_none(
        id=comment_id,
        ticket_id=payload["ticketId"],
        visibility=Visibility.PUBLIC,
        using_db=uow.db,
    )


async def _compose_account_mail(
    uow: UnitOfWork, kind: MailKind, payload: Mapping[str, Any], settings: Settings
) -> None:
    user = await User.get_or_none(id=payload["userId"], deleted_at=None, using_db=uow.db)
    address = payload.get("address") or (user.email if user else None)
    if user is None or not address:
        return
    token = payload.get("token") or ""
    template = payload.get("template") or (kind.value.lower() if token else "account_exists")
    text = render(
        template,
        settings.effective_public_url,
        name=user.name,
        token=token,
    )
    key = f"{kind.value}:{payload['eventId']}:{user.id}"
    await _write(uow, kind, key, user, text, settings, to_address=address)


async def _compose_admin_mails(
    uow: UnitOfWork, kind: MailKind, payload: Mapping[str, Any], settings: Settings
) -> None:
    data = payload["data"]
    admins = User.filter(role=Role.ADMIN, deleted_at=None).using_db(uow.db).order_by("id")
    for person in await admins:
        if not person.email or kind.value in person.muted_mails:
            continue
        text = render(
            kind.value.lower(),
            settings.effective_public_url,
            name=person.name,
            provider=data["name"],
            model=data["model"],
            fault=data["fault"],
        )
        key = f"{kind.value}:{payload['eventId']}:{person.id}"
        await _write(uow, kind, key, person, text, settings)


async def _write(
    uow: UnitOfWork,
    kind: MailKind,
    key: str,
    recipient: User,
    text: MailText,
    settings: Settings,
    ticket: Ticket | None = None,
    to_address: str | None = None,
) -> None:
    if await uow.db.execute_query_dict(f"SELECT 1 FROM mail WHERE key = {parameter()}", [key]):
        return
    mail = Mail(
        id=new_id("mal"),
        kind=kind,
        key=key,
        recipient_id=recipient.id,
        ticket_id=ticket.id if ticket else None,
        to_address=to_address or recipient.email,
        subject=text.subject,
        text_body=text.text,
        html_body=text.html,
        message_id=message_id(key, settings),
        in_reply_to=message_id(f"ticket:{ticket.id}", settings) if ticket else None,
        created_at=uow.now,
    )
    await uow.insert_later(mail)
    uow.enqueue(
        JobKind.SEND_MAIL, mail.id, {"mailId": mail.id}, ticket_id=ticket.id if ticket else None
    )


async def _unsent(uow: UnitOfWork, mail_id: str) -> Mail | None:
    return _if_unsent(await lock_row(uow.db, Mail, mail_id))


def _if_unsent(mail: Mail | None) -> Mail | None:
    return mail if mail is not None and mail.state in UNSENT else None


async def _set(uow: UnitOfWork, mail: Mail, **values: Any) -> None:
    mail.update_from_dict(values)
    await uow.write_later(mail.id, update(mail, tuple(values)))


def _event(kind: EventKind, mail: Mail) -> NewEvent:
    return NewEvent(
        kind=kind,
        subject_type=SubjectType.MAIL,
        subject_id=mail.id,
        ticket_id=mail.ticket_id,
        staff_only=True,
        data={"mailKind": mail.kind.value, "recipientId": mail.recipient_id},
    )
