"""Inputs of the ticket and comment mutations."""

from datetime import datetime
from typing import Any

import strawberry

from domain.tickets import BulkPolicy, NewTicket, TicketChanges
from domain.unset import UNSET, UnsetType
from domain.vocabulary import Channel, Priority, TicketStatus, Visibility

_VERSION = (
    "The version that this change is based on: it conflicts only if a field being set has "
    "changed since."
)


def _given(value: Any) -> Any:
    return UNSET if value is strawberry.UNSET else value


@strawberry.input(description="A new ticket.")
class TicketCreateInput:
    title: str = strawberry.field(description="What it is about, 1 to 200 characters.")
    description: str = strawberry.field(
        default="", description="The request as Markdown, at most 50,000 characters."
    )
    id: strawberry.ID | None = strawberry.field(
        default=None,
        description="A client-made id (`tkt_…`): the same create again gives the same ticket.",
    )
    category_id: strawberry.ID | None = strawberry.field(
        default=None, description="A category that then stands; else triage finds one."
    )
    priority: Priority | None = strawberry.field(
        default=None, description="A priority that then stands; else triage finds one."
    )
    tags: list[str] | None = strawberry.field(
        default=None, description="Labels by name, made where missing. Staff only."
    )
    skill_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Skills that it needs. Staff only."
    )
    due_at: datetime | None = strawberry.field(
        default=None, description="When it should be done. Staff only."
    )
    requester_id: strawberry.ID | None = strawberry.field(
        default=None, description="On whose behalf; default oneself. Staff only."
    )
    follows_id: strawberry.ID | None = strawberry.field(
        default=None, description="The closed ticket that this one continues."
    )
    suggestion_id: strawberry.ID | None = strawberry.field(
        default=None, description="The help while typing that the writer was given before."
    )
    channel: Channel = strawberry.field(default=Channel.API, description="How it came in.")

    def to_domain(self) -> NewTicket:
        return NewTicket(
            title=self.title,
            description=self.description,
            id=self.id,
            category_id=self.category_id,
            priority=self.priority,
            tags=tuple(self.tags or ()),
            skill_ids=tuple(self.skill_ids or ()),
            due_at=self.due_at,
            requester_id=self.requester_id,
            follows_id=self.follows_id,
            suggestion_id=self.suggestion_id,
            channel=self.channel,
        )


@strawberry.input(description="What to set; what is left out stays as it is.")
class TicketChangesInput:
    title: str | None = strawberry.field(
        default=strawberry.UNSET, description="A new title, 1 to 200 characters."
    )
    description: str | None = strawberry.field(
        default=strawberry.UNSET, description="A new description."
    )
    status: TicketStatus | None = strawberry.field(
        default=strawberry.UNSET, description="A status that the present one allows. Staff only."
    )
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Another category. Staff only."
    )
    priority: Priority | None = strawberry.field(
        default=strawberry.UNSET, description="Another priority. Staff only."
    )
    notes: str | None = strawberry.field(
        default=strawberry.UNSET, description="New notes for staff. Staff only."
    )
    ai_answer: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="A better first answer for the requester; null takes it away. Staff only.",
    )
    tags: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="All its labels, by name. Staff only."
    )
    add_tags: list[str] | None = strawberry.field(
        default=None, description="Labels besides those that it has, by name. Staff only."
    )
    remove_tags: list[str] | None = strawberry.field(
        default=None, description="Labels to take away, by name. Staff only."
    )
    skill_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="All the skills that it needs. Staff only."
    )
    due_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="When it should be done; null takes the date away. Staff only.",
    )

    def to_domain(self) -> TicketChanges:
        return TicketChanges(
            title=_given(self.title),
            description=_given(self.description),
            status=_given(self.status),
            category_id=_given(self.category_id),
            priority=_given(self.priority),
            notes=_given(self.notes),
            ai_answer=_given(self.ai_answer),
            tags=_given(self.tags),
            add_tags=tuple(self.add_tags or ()),
            remove_tags=tuple(self.remove_tags or ()),
            skill_ids=_given(self.skill_ids),
            due_at=_given(self.due_at),
        )


@strawberry.input(description="Changes to one ticket; what is left out stays as it is.")
class TicketUpdateInput(TicketChangesInput):
    id: strawberry.ID = strawberry.field(description="The ticket.")
    version: int | None = strawberry.field(default=None, description=_VERSION)


@strawberry.input(description="The same changes to many tickets.")
class TicketBulkUpdateInput:
    ids: list[strawberry.ID] = strawberry.field(description="The tickets, 1 to 100.")
    changes: TicketChangesInput = strawberry.field(description="What to set on each.")
    policy: BulkPolicy = strawberry.field(
        default=BulkPolicy.SKIP_FAILED, description="What to do when some cannot be changed."
    )
    assignee_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Who is to work on each, after the other changes: as in ticketAssign; null "
        "as in ticketUnassign.",
    )

    def new_assignee(self) -> str | UnsetType | None:
        assignee_id: str | UnsetType | None = _given(self.assignee_id)
        return assignee_id


@strawberry.input(description="Who is to work on a ticket.")
class TicketAssignInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")
    assignee_id: strawberry.ID = strawberry.field(
        description="A moderator or admin; a moderator may only name himself."
    )
    version: int | None = strawberry.field(default=None, description=_VERSION)


@strawberry.input(description="A ticket to take from its assignee.")
class TicketUnassignInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")
    reason: str | None = strawberry.field(
        default=None, description="Why, for colleagues: one line of at most 200 characters."
    )
    version: int | None = strawberry.field(default=None, description=_VERSION)


@strawberry.input(description="A ticket to resolve.")
class TicketResolveInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")
    comment: str | None = strawberry.field(
        default=None, description="A comment written in the same transaction."
    )
    visibility: Visibility = strawberry.field(
        default=Visibility.PUBLIC, description="Who may read the comment."
    )
    version: int | None = strawberry.field(default=None, description=_VERSION)


@strawberry.input(description="A ticket to close.")
class TicketCloseInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")
    comment: str | None = strawberry.field(
        default=None, description="A comment written in the same transaction."
    )
    visibility: Visibility = strawberry.field(
        default=Visibility.PUBLIC, description="Who may read the comment."
    )
    version: int | None = strawberry.field(default=None, description=_VERSION)


@strawberry.input(description="A ticket to open again.")
class TicketReopenInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")
    comment: str | None = strawberry.field(
        default=None, description="A public comment that says why."
    )
    version: int | None = strawberry.field(default=None, description=_VERSION)


@strawberry.input(description="A ticket to erase.")
class TicketDeleteInput:
    id: strawberry.ID = strawberry.field(description="The ticket.")


@strawberry.input(description="What the requester thinks of the help.")
class TicketRateInput:
    id: strawberry.ID = strawberry.field(description="The ticket, resolved or closed.")
    rating: int = strawberry.field(description="1 (bad) to 5 (very good).")
    comment: str | None = strawberry.field(
        default=None, description="Why, at most 2,000 characters."
    )


@strawberry.input(description="A new comment.")
class CommentCreateInput:
    ticket_id: strawberry.ID = strawberry.field(description="The ticket.")
    body: str = strawberry.field(description="The text as Markdown, 1 to 50,000 characters.")
    visibility: Visibility = strawberry.field(
        default=Visibility.PUBLIC, description="Who may read it; requesters write public ones."
    )
    id: strawberry.ID | None = strawberry.field(
        default=None,
        description="A client-made id (`cmt_…`): the same create again gives the same comment.",
    )


@strawberry.input(description="A new text for one's own comment.")
class CommentUpdateInput:
    id: strawberry.ID = strawberry.field(description="The comment.")
    body: str = strawberry.field(description="The new text.")
    version: int | None = strawberry.field(default=None, description=_VERSION)


@strawberry.input(description="One's own comment to delete.")
class CommentDeleteInput:
    id: strawberry.ID = strawberry.field(description="The comment.")
