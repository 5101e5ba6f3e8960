"""Mails, one row each: written with the event that causes them, sent by a job."""

from tortoise import fields
from tortoise.indexes import Index

from domain import limits
from domain.database.fields import IdField, enum_field, one_of
from domain.database.table import Table
from domain.models.accounts import User
from domain.vocabulary import MailKind, MailState


class Mail(Table):
    """`key` is `kind:event:recipient`, so that one event mails a person once.

    `message_id` is derived from the key: a repeat after a crash is the same mail.
    """

    id = IdField(primary_key=True)
    kind = enum_field(MailKind)
    key = fields.CharField(200, unique=True)
    recipient: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="mails", on_delete=fields.CASCADE, null=True
    )
    ticket_id = IdField(null=True)
    to_address = fields.CharField(limits.EMAIL_LENGTH)
    subject = fields.CharField(300)
    text_body = fields.TextField()
    html_body = fields.TextField()
    message_id = fields.CharField(200, unique=True)
    in_reply_to = fields.CharField(200, null=True)
    state = enum_field(MailState, default=MailState.PENDING)
    error = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    recipient_id: str | None

    class Meta:
        table = "mail"
        indexes = (Index(fields=("created_at", "id")), Index(fields=("ticket_id",)))
        constraints = (
            one_of("mail", "kind", MailKind),
            one_of("mail", "state", MailState),
        )
