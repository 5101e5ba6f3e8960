"""What lists of tickets are filtered and sorted by. The meaning: domain/ticket_filters.py."""

from typing import Annotated

import strawberry

from domain.cursors import Order
from domain.ticket_filters import TicketOrderField, ticket_order
from domain.vocabulary import (
    Channel,
    DecidedBy,
    Priority,
    Sentiment,
    TicketStatus,
    Urgency,
)
from schema.enums import OrderDirection
from schema.inputs.catalog_filter import CategoryFilter, TagFilter
from schema.inputs.conversation_filter import CommentsFilter
from schema.inputs.filters import (
    AND,
    EVERY,
    NONE,
    NOT,
    OR,
    SOME,
    BooleanFilter,
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    IntFilter,
    OptionalDateTimeFilter,
    OptionalIDFilter,
    OptionalIntFilter,
    OptionalStringFilter,
    StringFilter,
    optional,
)
from schema.inputs.person_filter import PersonFilter


@strawberry.input(description="On the tags of a ticket.")
class TagsFilter:
    some: TagFilter | None = optional(SOME)
    none: TagFilter | None = optional(NONE)
    every: TagFilter | None = optional(EVERY)


@strawberry.input(description="On one skill that a ticket needs.")
class TicketSkillFilter:
    and_: list["TicketSkillFilter"] | None = optional(AND, name="and")
    or_: list["TicketSkillFilter"] | None = optional(OR, name="or")
    not_: Annotated["TicketSkillFilter", strawberry.lazy(__name__)] | None = optional(
        NOT, name="not"
    )
    id: IDFilter | None = optional("The skill's id.")
    name: StringFilter | None = optional("The skill's name.")
    is_suggested: BooleanFilter | None = optional("Whether only triage says so.")


@strawberry.input(description="On the skills that a ticket needs.")
class TicketSkillsFilter:
    some: TicketSkillFilter | None = optional(SOME)
    none: TicketSkillFilter | None = optional(NONE)
    every: TicketSkillFilter | None = optional(EVERY)


@strawberry.input(
    description="On tickets. What stands side by side must all hold; nothing may be null. "
    "What is for staff only is refused with FORBIDDEN."
)
class TicketFilter:
    and_: list["TicketFilter"] | None = optional(AND, name="and")
    or_: list["TicketFilter"] | None = optional(OR, name="or")
    not_: Annotated["TicketFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    number: IntFilter | None = optional("The number.")
    title: StringFilter | None = optional("The title.")
    description: StringFilter | None = optional("The description.")
    status: EnumFilter[TicketStatus] | None = optional("The status.")
    priority: EnumFilter[Priority] | None = optional("The priority.")
    priority_decided_by: EnumFilter[DecidedBy] | None = optional("Who decided the priority.")
    category: CategoryFilter | None = optional("The category.")
    category_decided_by: EnumFilter[DecidedBy] | None = optional("Who decided the category.")
    urgency: EnumFilter[Urgency] | None = optional("The urgency. Staff only.")
    urgency_decided_by: EnumFilter[DecidedBy] | None = optional(
        "Who decided the urgency. Staff only."
    )
    sentiment: EnumFilter[Sentiment] | None = optional("The tone. Staff only.")
    sentiment_decided_by: EnumFilter[DecidedBy] | None = optional(
        "Who decided the tone. Staff only."
    )
    language: OptionalStringFilter | None = optional("The language. Staff only.")
    requester: PersonFilter | None = optional("Who asks.")
    assignee: PersonFilter | None = optional("Who works on it.")
    has_assignee: BooleanFilter | None = optional("Whether anybody works on it.")
    follows_id: OptionalIDFilter | None = optional("The closed ticket that it continues.")
    tags: TagsFilter | None = optional("Its labels. Staff only.")
    skills: TicketSkillsFilter | None = optional("The skills it needs. Staff only.")
    comments: CommentsFilter | None = optional("What was said.")
    notes: StringFilter | None = optional("The notes for staff. Staff only.")
    ai_answer: OptionalStringFilter | None = optional("The desk's first answer.")
    channel: EnumFilter[Channel] | None = optional("How it came in.")
    external_id: OptionalStringFilter | None = optional(
        "Its id in the system it came from. Staff only."
    )
    rating: OptionalIntFilter | None = optional("What the requester gave, 1 to 5.")
    rating_comment: OptionalStringFilter | None = optional("What the requester said to it.")
    due_at: OptionalDateTimeFilter | None = optional("When it should be done.")
    queued_at: OptionalDateTimeFilter | None = optional(
        "Since when it waits for somebody to be free. Staff only."
    )
    first_response_at: OptionalDateTimeFilter | None = optional(
        "When staff first answered in public."
    )
    resolved_at: OptionalDateTimeFilter | None = optional("When it was resolved.")
    closed_at: OptionalDateTimeFilter | None = optional("When it was closed.")
    rated_at: OptionalDateTimeFilter | None = optional("When it was rated.")
    created_at: DateTimeFilter | None = optional("When it was written.")
    updated_at: DateTimeFilter | None = optional("When it last changed.")


@strawberry.input(description="How tickets are sorted; equal ones by id, in the same direction.")
class TicketOrder:
    field: TicketOrderField = strawberry.field(description="By what.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )

    def to_domain(self) -> Order:
        return ticket_order(self.field, descending=self.direction is OrderDirection.DESC)
