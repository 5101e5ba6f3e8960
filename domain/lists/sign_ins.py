"""Lists of one person's sign-ins and keys: dozens of rows at most."""

from enum import StrEnum
from typing import Final

from domain.cursors import Order
from domain.filters import Column, FilterSpec, Kind
from domain.lists.listing import Listing
from domain.models import ApiToken, Session


class SessionOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"
    LAST_USED_AT = "LAST_USED_AT"


class ApiTokenOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"
    NAME = "NAME"


_BY_AGE: Final = Order("id")

SESSIONS: Final = Listing(
    FilterSpec(
        Session,
        {
            "id": Column("id", Kind.ID),
            "user_agent": Column("user_agent", Kind.TEXT),
            "address": Column("address", Kind.TEXT),
            "created_at": Column("created_at", Kind.MOMENT),
            "last_used_at": Column("rotated_at", Kind.MOMENT),
            "expires_at": Column("expires_at", Kind.MOMENT),
        },
    ),
    {
        SessionOrderField.CREATED_AT: _BY_AGE,
        SessionOrderField.LAST_USED_AT: Order("rotated_at"),
    },
    _BY_AGE.reversed,
)
API_TOKENS: Final = Listing(
    FilterSpec(
        ApiToken,
        {
            "id": Column("id", Kind.ID),
            "name": Column("name", Kind.TEXT),
            "hint": Column("hint", Kind.TEXT),
            "scopes": Column("scopes", Kind.LIST),
            "created_at": Column("created_at", Kind.MOMENT),
            "expires_at": Column("expires_at", Kind.MOMENT),
            "last_used_at": Column("last_used_at", Kind.MOMENT),
        },
    ),
    {
        ApiTokenOrderField.CREATED_AT: _BY_AGE,
        ApiTokenOrderField.NAME: Order("name"),
    },
    _BY_AGE.reversed,
)
