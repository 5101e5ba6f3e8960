"""What lists of sign-ins and keys are filtered by."""

from typing import Annotated

import strawberry

from domain.vocabulary import Scope
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    DateTimeFilter,
    EnumListFilter,
    IDFilter,
    OptionalDateTimeFilter,
    StringFilter,
    optional,
)


@strawberry.input(description="On sign-ins.")
class SessionFilter:
    and_: list["SessionFilter"] | None = optional(AND, name="and")
    or_: list["SessionFilter"] | None = optional(OR, name="or")
    not_: Annotated["SessionFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    user_agent: StringFilter | None = optional("What the program called itself.")
    address: StringFilter | None = optional("From where it signed in.")
    created_at: DateTimeFilter | None = optional("When it signed in.")
    last_used_at: DateTimeFilter | None = optional("When it last took a new token.")
    expires_at: DateTimeFilter | None = optional("When it ends, unless it is used before.")


@strawberry.input(description="On keys of machines.")
class ApiTokenFilter:
    and_: list["ApiTokenFilter"] | None = optional(AND, name="and")
    or_: list["ApiTokenFilter"] | None = optional(OR, name="or")
    not_: Annotated["ApiTokenFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    name: StringFilter | None = optional("What it is for.")
    hint: StringFilter | None = optional("The last characters of the key.")
    scopes: EnumListFilter[Scope] | None = optional("What it may do.")
    created_at: DateTimeFilter | None = optional("When it was made.")
    expires_at: OptionalDateTimeFilter | None = optional("When it ends.")
    last_used_at: OptionalDateTimeFilter | None = optional("When it was last used.")
