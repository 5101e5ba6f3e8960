"""What lists of people are filtered by, and people wherever a list leads to them."""

from typing import Annotated

import strawberry

from domain.vocabulary import Role
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
    OptionalIDFilter,
    OptionalStringFilter,
    StringFilter,
    StringListFilter,
    optional,
)


@strawberry.input(description="On a person.")
class PersonFilter:
    id: OptionalIDFilter | None = optional("The id.")
    name: StringFilter | None = optional("The name.")
    email: OptionalStringFilter | None = optional("The address. Staff only.")
    role: EnumFilter[Role] | None = optional("The role.")


@strawberry.input(description="On one skill that a person has.")
class UserSkillFilter:
    and_: list["UserSkillFilter"] | None = optional(AND, name="and")
    or_: list["UserSkillFilter"] | None = optional(OR, name="or")
    not_: Annotated["UserSkillFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The skill's id.")
    name: StringFilter | None = optional("The skill's name.")
    level: IntFilter | None = optional("How well, 1 to 5.")


@strawberry.input(description="On the skills that a person has.")
class UserSkillsFilter:
    some: UserSkillFilter | None = optional(SOME)
    none: UserSkillFilter | None = optional(NONE)
    every: UserSkillFilter | None = optional(EVERY)


@strawberry.input(description="On people.")
class UserFilter:
    and_: list["UserFilter"] | None = optional(AND, name="and")
    or_: list["UserFilter"] | None = optional(OR, name="or")
    not_: Annotated["UserFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    name: StringFilter | None = optional("The name.")
    email: OptionalStringFilter | None = optional("The address.")
    role: EnumFilter[Role] | None = optional("The role.")
    is_available: BooleanFilter | None = optional("Whether they take new tickets.")
    capacity: IntFilter | None = optional("How many active tickets they take at once.")
    time_zone: StringFilter | None = optional("The IANA zone they live in.")
    skills: UserSkillsFilter | None = optional("What they can do.")
    tags: StringListFilter | None = optional("Labels that triage rules use.")
    is_deleted: BooleanFilter | None = optional(
        "Whether the account is gone; such people are listed only `withDeleted`."
    )
    created_at: DateTimeFilter | None = optional("When they joined.")
