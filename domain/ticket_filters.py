"""What lists of tickets can be filtered and sorted by."""

from enum import StrEnum
from typing import Final

from tortoise.expressions import Q

from domain.actors import Actor
from domain.cursors import Order
from domain.filters import (
    Column,
    Filter,
    Filterable,
    FilterSpec,
    Group,
    IsSet,
    Kind,
    Many,
    compile_filter,
)
from domain.models import Category, Comment, Skill, Tag, Ticket, TicketSkill, TicketTag, User
from domain.vocabulary import Visibility


def person(key: str) -> Group:
    """Whom the foreign key `key` leads to.

    Addresses are for staff: a requester could find one out, letter by letter.
    """
    via = (key, User)
    return Group(
        {
            "id": Column(key, Kind.ID),
            "name": Column("name", Kind.TEXT, via),
            "email": Column("email", Kind.TEXT, via, for_staff=True),
            "role": Column("role", Kind.ENUM, via),
        }
    )


CATEGORY: Final = Group(
    {
        "id": Column("category_id", Kind.ID),
        "key": Column("key", Kind.TEXT, ("category_id", Category)),
        "name": Column("name", Kind.TEXT, ("category_id", Category)),
        "description": Column("description", Kind.TEXT, ("category_id", Category)),
        "is_default": Column("is_default", Kind.FLAG, ("category_id", Category)),
        "created_at": Column("created_at", Kind.MOMENT, ("category_id", Category)),
    }
)
_TAGS: Final = Many(
    TicketTag,
    "ticket_id",
    {
        "id": Column("tag_id", Kind.ID),
        "name": Column("name", Kind.TEXT, ("tag_id", Tag)),
        "created_at": Column("created_at", Kind.MOMENT, ("tag_id", Tag)),
    },
    for_staff=True,
)
_SKILLS: Final = Many(
    TicketSkill,
    "ticket_id",
    {
        "id": Column("skill_id", Kind.ID),
        "name": Column("name", Kind.TEXT, ("skill_id", Skill)),
        "is_suggested": Column("is_suggested", Kind.FLAG),
    },
    for_staff=True,
)
COMMENT_FIELDS: Final[dict[str, Filterable]] = {
    "id": Column("id", Kind.ID),
    "author": Group(
        {
            "id": Column("author_id", Kind.ID),
            "name": Column("name", Kind.TEXT, ("author_id", User)),
        }
    ),
    "body": Column("body", Kind.TEXT),
    "visibility": Column("visibility", Kind.ENUM, for_staff=True),
    "created_at": Column("created_at", Kind.MOMENT),
}
_COMMENTS: Final = Many(
    Comment,
    "ticket_id",
    COMMENT_FIELDS,
    public=("visibility", Visibility.PUBLIC.value),
)

_FIELDS: Final[dict[str, Filterable]] = {
    "id": Column("id", Kind.ID),
    "number": Column("number", Kind.NUMBER),
    "title": Column("title", Kind.TEXT),
    "description": Column("description", Kind.TEXT),
    "status": Column("status", Kind.ENUM),
    "priority": Column("priority", Kind.ENUM),
    "priority_decided_by": Column("priority_decided_by", Kind.ENUM),
    "category": CATEGORY,
    "category_decided_by": Column("category_decided_by", Kind.ENUM),
    "urgency": Column("urgency", Kind.ENUM, for_staff=True),
    "urgency_decided_by": Column("urgency_decided_by", Kind.ENUM, for_staff=True),
    "sentiment": Column("sentiment", Kind.ENUM, for_staff=True),
    "sentiment_decided_by": Column("sentiment_decided_by", Kind.ENUM, for_staff=True),
    "language": Column("language", Kind.TEXT, for_staff=True),
    "requester": person("requester_id"),
    "assignee": person("assignee_id"),
    "has_assignee": IsSet("assignee_id"),
    "follows_id": Column("follows_id", Kind.ID),
    "tags": _TAGS,
    "skills": _SKILLS,
    "comments": _COMMENTS,
    "notes": Column("notes", Kind.TEXT, for_staff=True),
    "ai_answer": Column("ai_answer", Kind.TEXT),
    "channel": Column("channel", Kind.ENUM),
    "external_id": Column("external_id", Kind.TEXT, for_staff=True),
    "rating": Column("rating", Kind.NUMBER),
    "rating_comment": Column("rating_comment", Kind.TEXT),
    "due_at": Column("due_at", Kind.MOMENT),
    "queued_at": Column("queued_at", Kind.MOMENT, for_staff=True),
    "first_response_at": Column("first_response_at", Kind.MOMENT),
    "resolved_at": Column("resolved_at", Kind.MOMENT),
    "closed_at": Column("closed_at", Kind.MOMENT),
    "rated_at": Column("rated_at", Kind.MOMENT),
    "created_at": Column("created_at", Kind.MOMENT),
    "updated_at": Column("updated_at", Kind.MOMENT),
}

TICKET_FILTER: Final = FilterSpec(Ticket, _FIELDS)


class TicketOrderField(StrEnum):
    """Columns that are never null, each with an index that ends in the id."""

    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    PRIORITY = "PRIORITY"
    NUMBER = "NUMBER"


_ORDERS: Final = {
    TicketOrderField.CREATED_AT: Order("created_at"),
    TicketOrderField.UPDATED_AT: Order("updated_at"),
    TicketOrderField.PRIORITY: Order("priority_rank"),
    TicketOrderField.NUMBER: Order("number", is_unique=True),
}


def ticket_order(field: TicketOrderField, *, descending: bool) -> Order:
    order = _ORDERS[field]
    return order.reversed if descending else order


def filter_tickets(given: Filter | None, actor: Actor) -> Q:
    """The condition of a ticket filter; visibility is not part of it."""
    return compile_filter(TICKET_FILTER, given, actor)
