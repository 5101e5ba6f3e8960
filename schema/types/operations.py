"""What admins look after: jobs and mails."""

from datetime import datetime

import strawberry

from domain.vocabulary import JobKind, JobState, MailKind, MailState
from schema.fields import column, relation
from schema.types.user import User


@strawberry.type(description="Work that is due, under way, or given up.")
class Job:
    id: strawberry.ID = column("Its id.")
    kind: JobKind = column("What it does.")
    state: JobState = column("Where it stands.")
    ticket_id: strawberry.ID | None = column("The ticket it is about, if it is about one.")
    attempts: int = column("How often it was tried.")
    max_attempts: int = column("How often it is tried before it is given up.")
    run_at: datetime = column("When it is due.")
    last_error: str | None = column("Why the last try failed.")
    created_at: datetime = column("When it was made.")
    finished_at: datetime | None = column("When it ended.")


@strawberry.type(description="A mail that the desk has written.")
class Mail:
    id: strawberry.ID = column("Its id.")
    kind: MailKind = column("What it is about.")
    state: MailState = column("Where it stands.")
    recipient: User | None = relation("users", "recipient_id", "The user it goes to.")
    to_address: str = column("The address it goes to.")
    subject: str = column("Its subject.")
    text_body: str = column("Its plain text.")
    html_body: str = column("Its HTML; show it without running anything.")
    message_id: str = column("Its Message-ID; a repeat has the same.")
    ticket_id: strawberry.ID | None = column("The ticket it is about, if it is about one.")
    error: str | None = column("Why it could not be sent.")
    created_at: datetime = column("When it was written.")
    sent_at: datetime | None = column("When it was handed over.")
