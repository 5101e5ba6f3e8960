"""What lists of jobs and mails are filtered by."""

from typing import Annotated

import strawberry

from domain.vocabulary import JobKind, JobState, MailKind, MailState
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    IntFilter,
    OptionalDateTimeFilter,
    OptionalIDFilter,
    OptionalStringFilter,
    StringFilter,
    optional,
)
from schema.inputs.person_filter import PersonFilter


@strawberry.input(description="On jobs.")
class JobFilter:
    and_: list["JobFilter"] | None = optional(AND, name="and")
    or_: list["JobFilter"] | None = optional(OR, name="or")
    not_: Annotated["JobFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    kind: EnumFilter[JobKind] | None = optional("What it does.")
    state: EnumFilter[JobState] | None = optional("Where it stands.")
    ticket_id: OptionalIDFilter | None = optional("The ticket it is about.")
    attempts: IntFilter | None = optional("How often it was tried.")
    max_attempts: IntFilter | None = optional("How often it is tried before it is given up.")
    run_at: DateTimeFilter | None = optional("When it is due.")
    last_error: OptionalStringFilter | None = optional("Why the last try failed.")
    created_at: DateTimeFilter | None = optional("When it was made.")
    finished_at: OptionalDateTimeFilter | None = optional("When it ended.")


@strawberry.input(description="On mails.")
class MailFilter:
    and_: list["MailFilter"] | None = optional(AND, name="and")
    or_: list["MailFilter"] | None = optional(OR, name="or")
    not_: Annotated["MailFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    kind: EnumFilter[MailKind] | None = optional("What it is about.")
    state: EnumFilter[MailState] | None = optional("Where it stands.")
    recipient: PersonFilter | None = optional("The user it goes to.")
    to_address: StringFilter | None = optional("The address it goes to.")
    subject: StringFilter | None = optional("Its subject.")
    text_body: StringFilter | None = optional("Its plain text.")
    message_id: StringFilter | None = optional("Its Message-ID.")
    ticket_id: OptionalIDFilter | None = optional("The ticket it is about.")
    error: OptionalStringFilter | None = optional("Why it could not be sent.")
    created_at: DateTimeFilter | None = optional("When it was written.")
    sent_at: OptionalDateTimeFilter | None = optional("When it was handed over.")
