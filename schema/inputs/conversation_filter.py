"""What the comments and events of a ticket are filtered by."""

from typing import Annotated

import strawberry

from domain.vocabulary import ActorKind, EventKind, Visibility
from schema.inputs.filters import (
    AND,
    EVERY,
    NONE,
    NOT,
    OR,
    SOME,
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    OptionalIDFilter,
    StringFilter,
    optional,
)


@strawberry.input(description="On a comment's author.")
class AuthorFilter:
    id: IDFilter | None = optional("The id.")
    name: StringFilter | None = optional("The name.")


@strawberry.input(description="On one comment.")
class CommentFilter:
    and_: list["CommentFilter"] | None = optional(AND, name="and")
    or_: list["CommentFilter"] | None = optional(OR, name="or")
    not_: Annotated["CommentFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    author: AuthorFilter | None = optional("Who wrote it.")
    body: StringFilter | None = optional("The text.")
    visibility: EnumFilter[Visibility] | None = optional("Who may read it. Staff only.")
    created_at: DateTimeFilter | None = optional("When it was written.")


@strawberry.input(description="On those comments of a ticket that the viewer may read.")
class CommentsFilter:
    some: CommentFilter | None = optional(SOME)
    none: CommentFilter | None = optional(NONE)
    every: CommentFilter | None = optional(EVERY)


@strawberry.input(description="On who did something.")
class EventActorFilter:
    id: OptionalIDFilter | None = optional("The person's id; none for the desk itself.")
    kind: EnumFilter[ActorKind] | None = optional("A person or the desk itself.")


@strawberry.input(description="On events.")
class EventFilter:
    and_: list["EventFilter"] | None = optional(AND, name="and")
    or_: list["EventFilter"] | None = optional(OR, name="or")
    not_: Annotated["EventFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    kind: EnumFilter[EventKind] | None = optional("What happened.")
    actor: EventActorFilter | None = optional("Who did it.")
    occurred_at: DateTimeFilter | None = optional("When.")
