"""Events: of tickets, and of their assignment."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain import models
from domain.events import STAFF_FIELDS
from domain.policy import may_read_comment, may_read_ticket, may_see_staff_fields
from domain.vocabulary import ActorKind, AssignmentKind, EventKind, SubjectType
from schema.context import Info
from schema.fields import column, derived, itself, reading, relation
from schema.scalars import JSON, Position
from schema.types.comment import Comment
from schema.types.user import User

if TYPE_CHECKING:
    from schema.types.ticket import Ticket

_ASSIGNMENT_KINDS = {
    EventKind.TICKET_ASSIGNED: AssignmentKind.ASSIGNED,
    EventKind.TICKET_UNASSIGNED: AssignmentKind.UNASSIGNED,
    EventKind.TICKET_QUEUED: AssignmentKind.QUEUED,
}


@strawberry.type(description="One field before and after.")
class Change:
    field: str = strawberry.field(
        resolver=lambda root: root["field"], description="The field's name."
    )
    before: JSON | None = strawberry.field(
        resolver=lambda root: root["before"], description="Its value before; null for long texts."
    )
    after: JSON | None = strawberry.field(
        resolver=lambda root: root["after"], description="Its value after; null for long texts."
    )


async def visible_ticket(root: models.Event, info: Info) -> Any:
    """The event's ticket as it is now, if it still exists and the viewer may see it."""
    if root.ticket_id is None:
        return None
    ticket = await info.context.loaders.tickets.load(root.ticket_id)
    return ticket if ticket and may_read_ticket(info.context.actor, ticket) else None


async def _comment(root: models.Event, info: Info) -> Any:
    if root.subject_type is not SubjectType.COMMENT or root.ticket_id is None:
        return None
    comment = await info.context.loaders.comments.load(root.subject_id)
    ticket = await info.context.loaders.tickets.load(root.ticket_id)
    if comment is None or ticket is None:
        return None
    return comment if may_read_comment(info.context.actor, comment, ticket) else None


def _changes(root: models.Event, info: Info) -> Any:
    if may_see_staff_fields(info.context.actor):
        return root.changes
    return [change for change in root.changes if change["field"] not in STAFF_FIELDS]


@strawberry.type(description="Who did something.")
class EventActor:
    kind: ActorKind = column("A person or the desk itself.", source="actor_kind")
    user: User | None = relation("users", "actor_id", "The person; null for the desk itself.")


@strawberry.type(description="Something that happened to a ticket.")
class TicketEvent:
    id: strawberry.ID = column("Its id.")
    position: Position = column("Its place in the log; subscribe `after` it to go on from here.")
    kind: EventKind = column("What happened.")
    occurred_at: datetime = column("When.")
    actor: EventActor = itself("Who did it.")
    ticket_id: strawberry.ID = column("The ticket's id, also when the ticket is gone.")
    ticket: Annotated["Ticket", strawberry.lazy("schema.types.ticket")] | None = strawberry.field(
        resolver=visible_ticket,
        description="The ticket as it is now; null when it is gone.",
        metadata=reading("ticket_id"),
    )
    comment: Comment | None = strawberry.field(
        resolver=_comment,
        description="The comment that a COMMENT event is about, if it is there.",
        metadata=reading("subject_type", "subject_id", "ticket_id"),
    )
    changes: list[Change] = strawberry.field(
        resolver=_changes, description="The fields that changed.", metadata=reading("changes")
    )


async def _previous_assignee(root: models.Event, info: Info) -> Any:
    id = root.data.get("previousAssigneeId")
    return None if id is None else await info.context.loaders.users.load(id)


@strawberry.type(description="A step in a ticket's assignment. Staff only.")
class AssignmentEvent:
    position: Position = column("Its place in the log.")
    kind: AssignmentKind = derived(lambda event: _ASSIGNMENT_KINDS[event.kind], "What happened.")
    ticket_id: strawberry.ID = column("The ticket's id, also when the ticket is gone.")
    ticket: Annotated["Ticket", strawberry.lazy("schema.types.ticket")] | None = strawberry.field(
        resolver=visible_ticket,
        description="The ticket as it is now; null when it is gone.",
        metadata=reading("ticket_id"),
    )
    assignee: User | None = relation("users", "assignee_id", "Who has it now.")
    previous_assignee: User | None = strawberry.field(
        resolver=_previous_assignee, description="Who had it before."
    )
    reasons: list[str] = derived(lambda event: event.data.get("reasons", []), "Why, in words.")
    occurred_at: datetime = column("When.")


@strawberry.type(
    description="That something other than a ticket has changed; read it again to see how."
)
class DeskChange:
    position: Position = column("Its place in the log; subscribe `after` it to go on from here.")
    kind: EventKind = column("What happened.")
    subject: SubjectType = column("What it happened to.", source="subject_type")
    subject_id: strawberry.ID = column("Its id, also when it is gone.")
    occurred_at: datetime = column("When.")
