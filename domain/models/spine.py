"""The event log and the job queue: what every change writes besides its rows."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from domain.database.fields import IdField, enum_field, in_range, one_of
from domain.database.table import Table
from domain.vocabulary import ActorKind, EventKind, JobKind, JobState, SubjectType


class Event(Table):
    """Something that happened. Stands by itself: no foreign keys, readable when all is gone.

    `position` is given by a trigger, in commit order, and is null only inside the writing
    transaction. `staff_only` hides the event from requesters; without a `ticket_id` it is
    for admins and for the user it is about. `changes` is a list of {field, before, after};
    `data` holds what a kind has besides (an assignment's reasons, a comment's visibility).
    """

    id = IdField(primary_key=True)
    position = fields.BigIntField(null=True, unique=True)
    kind = enum_field(EventKind)
    subject_type = enum_field(SubjectType)
    subject_id = IdField()
    ticket_id = IdField(null=True)
    requester_id = IdField(null=True)
    assignee_id = IdField(null=True)
    staff_only = fields.BooleanField(default=False)
    actor_kind = enum_field(ActorKind)
    actor_id = IdField(null=True)
    changes: list[dict[str, Any]] = fields.JSONField(default=list)
    data: dict[str, Any] = fields.JSONField(default=dict)
    correlation_id = fields.CharField(64, null=True)
    occurred_at = fields.DatetimeField()

    class Meta:
        table = "event"
        indexes = (
            Index(fields=("ticket_id", "position")),
            Index(fields=("subject_id", "position")),
        )
        constraints = (
            one_of("event", "kind", EventKind),
            one_of("event", "subject_type", SubjectType),
            one_of("event", "actor_kind", ActorKind),
        )


class Job(Table):
    """Work that is due: claimed by lease, done outside transactions, finished in one.

    `is_bulk` is for work that comes by the thousand, such as the triage of an import: it
    waits while there is anything else to do.
    """

    id = IdField(primary_key=True)
    kind = enum_field(JobKind)
    key = fields.CharField(200, unique=True)
    payload: dict[str, Any] = fields.JSONField(default=dict)
    ticket_id = IdField(null=True)
    state = enum_field(JobState, default=JobState.PENDING)
    run_at = fields.DatetimeField()
    is_bulk = fields.BooleanField(default=False)
    attempts = fields.SmallIntField(default=0)
    max_attempts = fields.SmallIntField(default=8)
    lease_token = fields.CharField(32, null=True)
    lease_until = fields.DatetimeField(null=True)
    last_error = fields.TextField(null=True)
    correlation_id = fields.CharField(64, null=True)
    created_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "job"
        indexes = (
            Index(fields=("state", "run_at", "id")),
            Index(fields=("ticket_id",)),
            Index(fields=("finished_at",)),
        )
        constraints = (
            one_of("job", "kind", JobKind),
            one_of("job", "state", JobState),
            in_range("job", "attempts", 0, 1_000),
        )
