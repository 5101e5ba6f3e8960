"""Lists of what admins edit: categories, skills, tags and triage rules."""

from enum import StrEnum
from typing import Final

from domain.cursors import Order
from domain.filters import Column, Filterable, FilterSpec, Kind
from domain.lists.listing import Listing
from domain.models import Category, Skill, Tag, TriageRule


class CatalogOrderField(StrEnum):
    """For categories, skills and tags alike."""

    NAME = "NAME"
    CREATED_AT = "CREATED_AT"


class TriageRuleOrderField(StrEnum):
    POSITION = "POSITION"
    NAME = "NAME"
    CREATED_AT = "CREATED_AT"


_BY_NAME: Final = Order("name", is_unique=True)
_ORDERS: Final[dict[str, Order]] = {
    CatalogOrderField.NAME: _BY_NAME,
    CatalogOrderField.CREATED_AT: Order("created_at"),
}
_NAMED: Final[dict[str, Filterable]] = {
    "id": Column("id", Kind.ID),
    "name": Column("name", Kind.TEXT),
    "created_at": Column("created_at", Kind.MOMENT),
}
_DESCRIBED: Final[dict[str, Filterable]] = {
    **_NAMED,
    "description": Column("description", Kind.TEXT),
}

CATEGORIES: Final = Listing(
    FilterSpec(
        Category,
        {
            **_DESCRIBED,
            "key": Column("key", Kind.TEXT),
            "is_default": Column("is_default", Kind.FLAG),
        },
    ),
    _ORDERS,
    _BY_NAME,
)
SKILLS: Final = Listing(FilterSpec(Skill, _DESCRIBED), _ORDERS, _BY_NAME)
TAGS: Final = Listing(FilterSpec(Tag, _NAMED), _ORDERS, _BY_NAME)
TRIAGE_RULES: Final = Listing(
    FilterSpec(
        TriageRule,
        {
            **_NAMED,
            "position": Column("position", Kind.NUMBER),
            "is_enabled": Column("is_enabled", Kind.FLAG),
        },
    ),
    {
        TriageRuleOrderField.POSITION: Order("position"),
        TriageRuleOrderField.NAME: Order("name"),
        TriageRuleOrderField.CREATED_AT: Order("created_at"),
    },
    Order("position"),
)
