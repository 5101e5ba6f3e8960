"""Lists of people; they are for staff."""

from enum import StrEnum
from typing import Final

from domain.cursors import Order
from domain.filters import Column, FilterSpec, IsSet, Kind, Many
from domain.lists.listing import Listing
from domain.models import Skill, User, UserSkill


class UserOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"
    NAME = "NAME"


_SKILLS: Final = Many(
    UserSkill,
    "user_id",
    {
        "id": Column("skill_id", Kind.ID),
        "name": Column("name", Kind.TEXT, ("skill_id", Skill)),
        "level": Column("level", Kind.NUMBER),
    },
)

USERS: Final = Listing(
    FilterSpec(
        User,
        {
            "id": Column("id", Kind.ID),
            "name": Column("name", Kind.TEXT),
            "email": Column("email", Kind.TEXT),
            "role": Column("role", Kind.ENUM),
            "is_available": Column("is_available", Kind.FLAG),
            "capacity": Column("capacity", Kind.NUMBER),
            "time_zone": Column("time_zone", Kind.TEXT),
            "skills": _SKILLS,
            "tags": Column("tags", Kind.LIST),
            "is_deleted": IsSet("deleted_at"),
            "created_at": Column("created_at", Kind.MOMENT),
        },
    ),
    {
        UserOrderField.CREATED_AT: Order("created_at"),
        UserOrderField.NAME: Order("name"),
    },
    Order("created_at"),
)
