"""Lists of jobs and mails; they are for admins."""

from enum import StrEnum
from typing import Final

from domain.cursors import Order
from domain.filters import Column, FilterSpec, Kind
from domain.lists.listing import Listing
from domain.models import Job, Mail
from domain.ticket_filters import person


class JobOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"


class MailOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"


# Ids are in the order of time, and the busiest of all tables needs no second index to say so.
_JOBS_BY_AGE: Final = Order("id")

JOBS: Final = Listing(
    FilterSpec(
        Job,
        {
            "id": Column("id", Kind.ID),
            "kind": Column("kind", Kind.ENUM),
            "state": Column("state", Kind.ENUM),
            "ticket_id": Column("ticket_id", Kind.ID),
            "attempts": Column("attempts", Kind.NUMBER),
            "max_attempts": Column("max_attempts", Kind.NUMBER),
            "run_at": Column("run_at", Kind.MOMENT),
            "last_error": Column("last_error", Kind.TEXT),
            "created_at": Column("created_at", Kind.MOMENT),
            "finished_at": Column("finished_at", Kind.MOMENT),
        },
    ),
    {JobOrderField.CREATED_AT: _JOBS_BY_AGE},
    _JOBS_BY_AGE.reversed,
)
MAILS: Final = Listing(
    FilterSpec(
        Mail,
        {
            "id": Column("id", Kind.ID),
            "kind": Column("kind", Kind.ENUM),
            "state": Column("state", Kind.ENUM),
            "recipient": person("recipient_id"),
            "to_address": Column("to_address", Kind.TEXT),
            "subject": Column("subject", Kind.TEXT),
            "text_body": Column("text_body", Kind.TEXT),
            "message_id": Column("message_id", Kind.TEXT),
            "ticket_id": Column("ticket_id", Kind.ID),
            "error": Column("error", Kind.TEXT),
            "created_at": Column("created_at", Kind.MOMENT),
            "sent_at": Column("sent_at", Kind.MOMENT),
        },
    ),
    {MailOrderField.CREATED_AT: Order("created_at")},
    Order("created_at", descending=True),
)
