"""What happened, written in the same transaction as the rows it happened to."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final, Self

import orjson

from domain.actors import Actor
from domain.models import Ticket
from domain.vocabulary import EventKind, SubjectType

# Changes to these show in events to staff only.
STAFF_FIELDS = frozenset({"notes", "urgency", "sentiment", "skills", "tags", "language"})

# Of the table, as `NewEvent.as_values` gives them.
COLUMNS: Final = (
    "id",
    "kind",
    "subject_type",
    "subject_id",
    "ticket_id",
    "requester_id",
    "assignee_id",
    "staff_only",
    "actor_kind",
    "actor_id",
    "changes",
    "data",
    "correlation_id",
    "occurred_at",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, as values of JSON."""

    field: str
    before: Any
    after: Any

    @classmethod
    def of(cls, field: str, before: Any, after: Any) -> Self:
        return cls(field, _plain(before), _plain(after))

    def as_dict(self) -> dict[str, Any]:
        return {"field": self.field, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event on its way into the log; `actor` and position are added when it is recorded."""

    kind: EventKind
    subject_type: SubjectType
    subject_id: str
    ticket_id: str | None = None
    requester_id: str | None = None
    assignee_id: str | None = None
    staff_only: bool = False
    changes: tuple[Change, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)

    def as_values(
        self, id: str, actor: Actor, occurred_at: datetime, correlation_id: str | None
    ) -> tuple[Any, ...]:
        """The row, as the database takes it: most changes write one, and no model is needed."""
        return (
            id,
            self.kind.value,
            self.subject_type.value,
            self.subject_id,
            self.ticket_id,
            self.requester_id,
            self.assignee_id,
            self.staff_only,
            actor.kind.value,
            actor.user_id,
            orjson.dumps([change.as_dict() for change in self.changes]).decode(),
            orjson.dumps(self.data).decode(),
            correlation_id,
            occurred_at,
        )


def ticket_event(
    kind: EventKind,
    ticket: Ticket,
    *,
    subject: tuple[SubjectType, str] | None = None,
    staff_only: bool = False,
    changes: tuple[Change, ...] = (),
    data: dict[str, Any] | None = None,
) -> NewEvent:
    """An event about `ticket`, with all that is needed later to decide who may see it."""
    subject_type, subject_id = subject or (SubjectType.TICKET, ticket.id)
    return NewEvent(
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        ticket_id=ticket.id,
        requester_id=ticket.requester_id,
        assignee_id=ticket.assignee_id,
        staff_only=staff_only,
        changes=changes,
        data=data or {},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
