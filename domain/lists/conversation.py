"""Lists inside a ticket: what was said and what happened."""

from enum import StrEnum
from typing import Final

from domain.cursors import Order
from domain.filters import Column, FilterSpec, Group, Kind
from domain.lists.listing import Listing
from domain.models import Comment, Event
from domain.ticket_filters import COMMENT_FIELDS


class CommentOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"


class EventOrderField(StrEnum):
    POSITION = "POSITION"


_BY_POSITION: Final = Order("position", is_unique=True)

COMMENTS: Final = Listing(
    FilterSpec(Comment, COMMENT_FIELDS),
    {CommentOrderField.CREATED_AT: Order("created_at")},
    Order("created_at"),
)
EVENTS: Final = Listing(
    FilterSpec(
        Event,
        {
            "id": Column("id", Kind.ID),
            "kind": Column("kind", Kind.ENUM),
            "actor": Group(
                {"id": Column("actor_id", Kind.ID), "kind": Column("actor_kind", Kind.ENUM)}
            ),
            "occurred_at": Column("occurred_at", Kind.MOMENT),
        },
    ),
    {EventOrderField.POSITION: _BY_POSITION},
    _BY_POSITION,
)
