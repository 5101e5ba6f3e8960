"""Tickets and what belongs to them."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from domain import limits
from domain.database.fields import (
    IdField,
    enum_field,
    in_range,
    one_of,
    text_length,
)
from domain.database.table import Table
from domain.models.accounts import User
from domain.models.catalog import Category, Skill, Tag
from domain.vocabulary import (
    AssignmentKind,
    Channel,
    DecidedBy,
    Priority,
    Sentiment,
    TicketStatus,
    Urgency,
    Visibility,
)

PRIORITY_RANKS = {priority: rank for rank, priority in enumerate(Priority)}


class Ticket(Table):
    """A request for help.

    `priority_rank` mirrors `priority` (0 is LOW), because lists sort by rank. `create_hash`
    is the SHA-256 of the input that made it, so that the same create again is recognised.
    """

    tells_of_changes = True

    id = IdField(primary_key=True)
    number = fields.BigIntField(unique=True)
    title = fields.CharField(limits.TITLE_LENGTH)
    description = fields.TextField(default="")
    status = enum_field(TicketStatus, default=TicketStatus.OPEN)
    priority = enum_field(Priority, default=Priority.MEDIUM)
    priority_rank = fields.SmallIntField(default=1)
    priority_decided_by = enum_field(DecidedBy, default=DecidedBy.DEFAULT)
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "domain.Category", related_name="tickets", on_delete=fields.RESTRICT
    )
    category_decided_by = enum_field(DecidedBy, default=DecidedBy.DEFAULT)
    urgency = enum_field(Urgency, default=Urgency.LOW)
    urgency_decided_by = enum_field(DecidedBy, default=DecidedBy.DEFAULT)
    sentiment = enum_field(Sentiment, default=Sentiment.NEUTRAL)
    sentiment_decided_by = enum_field(DecidedBy, default=DecidedBy.DEFAULT)
    language = fields.CharField(limits.LANGUAGE_LENGTH, null=True)
    requester: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="requested_tickets", on_delete=fields.RESTRICT
    )
    assignee: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="assigned_tickets", on_delete=fields.RESTRICT, null=True
    )
    follows: fields.ForeignKeyNullableRelation["Ticket"] = fields.ForeignKeyField(
        "domain.Ticket", related_name="followed_by", on_delete=fields.SET_NULL, null=True
    )
    notes = fields.TextField(default="")
    ai_answer: str | None = fields.TextField(null=True)
    channel = enum_field(Channel, default=Channel.API)
    external_id = fields.CharField(limits.EXTERNAL_ID_LENGTH, null=True, unique=True)
    due_at = fields.DatetimeField(null=True)
    queued_at = fields.DatetimeField(null=True)
    first_response_at = fields.DatetimeField(null=True)
    resolved_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    rating = fields.SmallIntField(null=True)
    rating_comment = fields.CharField(limits.DESCRIPTION_LENGTH, null=True)
    rated_at = fields.DatetimeField(null=True)
    create_hash = fields.CharField(64, null=True)
    version = fields.IntField(default=1)
    field_versions: dict[str, int] = fields.JSONField(default=dict)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    category_id: str
    requester_id: str
    assignee_id: str | None
    follows_id: str | None

    class Meta:
        table = "ticket"
        indexes = (
            Index(fields=("created_at", "id")),
            Index(fields=("updated_at", "id")),
            Index(fields=("priority_rank", "id")),
            Index(fields=("status", "created_at", "id")),
            Index(fields=("assignee_id", "created_at", "id")),
            Index(fields=("assignee_id", "status")),
            Index(fields=("requester_id", "created_at", "id")),
            Index(fields=("category_id", "created_at", "id")),
            Index(fields=("resolved_at",)),
            Index(fields=("queued_at",)),
        )
        constraints = (
            one_of("ticket", "status", TicketStatus),
            one_of("ticket", "priority", Priority),
            one_of("ticket", "urgency", Urgency),
            one_of("ticket", "sentiment", Sentiment),
            one_of("ticket", "channel", Channel),
            one_of("ticket", "priority_decided_by", DecidedBy),
            one_of("ticket", "category_decided_by", DecidedBy),
            one_of("ticket", "urgency_decided_by", DecidedBy),
            one_of("ticket", "sentiment_decided_by", DecidedBy),
            text_length("ticket", "title", 1, limits.TITLE_LENGTH),
            text_length("ticket", "description", 0, limits.TEXT_LENGTH),
            text_length("ticket", "notes", 0, limits.TEXT_LENGTH),
            in_range("ticket", "rating", 1, 5),
            CheckConstraint(
                check="priority_rank = CASE priority "
                + " ".join(f"WHEN '{p.value}' THEN {rank}" for p, rank in PRIORITY_RANKS.items())
                + " END",
                name="ck_ticket_priority_rank",
            ),
        )


class TicketTag(Table):
    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "domain.Ticket", related_name="tag_links", on_delete=fields.CASCADE
    )
    tag: fields.ForeignKeyRelation[Tag] = fields.ForeignKeyField(
        "domain.Tag", related_name="ticket_links", on_delete=fields.CASCADE
    )

    ticket_id: str
    tag_id: str

    class Meta:
        table = "ticket_tag"
        unique_together = (("ticket", "tag"),)
        indexes = (Index(fields=("tag_id", "ticket_id")),)


class TicketSkill(Table):
    """A skill that the ticket needs; `is_suggested` while only triage says so."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "domain.Ticket", related_name="skill_links", on_delete=fields.CASCADE
    )
    skill: fields.ForeignKeyRelation[Skill] = fields.ForeignKeyField(
        "domain.Skill", related_name="ticket_links", on_delete=fields.CASCADE
    )
    is_suggested = fields.BooleanField(default=False)

    ticket_id: str
    skill_id: str

    class Meta:
        table = "ticket_skill"
        unique_together = (("ticket", "skill"),)
        indexes = (Index(fields=("skill_id", "ticket_id")),)


class Comment(Table):
    id = IdField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "domain.Ticket", related_name="comments", on_delete=fields.CASCADE
    )
    author: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="comments", on_delete=fields.RESTRICT
    )
    body = fields.TextField()
    visibility = enum_field(Visibility, default=Visibility.PUBLIC)
    create_hash = fields.CharField(64, null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)

    ticket_id: str
    author_id: str

    class Meta:
        table = "comment"
        indexes = (
            Index(fields=("ticket_id", "created_at", "id")),
            Index(fields=("author_id", "created_at", "id")),
        )
        constraints = (
            one_of("comment", "visibility", Visibility),
            text_length("comment", "body", 1, limits.TEXT_LENGTH),
        )


class Assignment(Table):
    """One step of a ticket's way to its assignee, with the scores that led there.

    `candidates` is a list of {userId, name, score, skill, load, available, reason}.
    """

    id = IdField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "domain.Ticket", related_name="assignments", on_delete=fields.CASCADE
    )
    kind = enum_field(AssignmentKind)
    assignee: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="assignments", on_delete=fields.RESTRICT, null=True
    )
    reasons: list[str] = fields.JSONField(default=list)
    candidates: list[dict[str, Any]] = fields.JSONField(default=list)
    created_at = fields.DatetimeField()

    ticket_id: str
    assignee_id: str | None

    class Meta:
        table = "assignment"
        indexes = (Index(fields=("ticket_id", "id")), Index(fields=("assignee_id", "id")))
        constraints = (one_of("assignment", "kind", AssignmentKind),)


class TicketTombstone(Table):
    """What is left of a deleted ticket."""

    id = IdField(primary_key=True)
    number = fields.BigIntField(unique=True)
    deleted_at = fields.DatetimeField()
    deleted_by_id = IdField(null=True)

    class Meta:
        table = "ticket_tombstone"
