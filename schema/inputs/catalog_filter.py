"""What lists of the catalog are filtered by; categories and tags of tickets, too."""

from typing import Annotated

import strawberry

from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    IDFilter,
    IntFilter,
    StringFilter,
    optional,
)


@strawberry.input(description="On a category.")
class CategoryFilter:
    and_: list["CategoryFilter"] | None = optional(AND, name="and")
    or_: list["CategoryFilter"] | None = optional(OR, name="or")
    not_: Annotated["CategoryFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    key: StringFilter | None = optional("The short name for programs.")
    name: StringFilter | None = optional("The name that people see.")
    description: StringFilter | None = optional("What belongs in it.")
    is_default: BooleanFilter | None = optional("Whether tickets have it to begin with.")
    created_at: DateTimeFilter | None = optional("When it was made.")


@strawberry.input(description="On a skill.")
class SkillFilter:
    and_: list["SkillFilter"] | None = optional(AND, name="and")
    or_: list["SkillFilter"] | None = optional(OR, name="or")
    not_: Annotated["SkillFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    name: StringFilter | None = optional("The name.")
    description: StringFilter | None = optional("What it means.")
    created_at: DateTimeFilter | None = optional("When it was made.")


@strawberry.input(description="On one tag.")
class TagFilter:
    and_: list["TagFilter"] | None = optional(AND, name="and")
    or_: list["TagFilter"] | None = optional(OR, name="or")
    not_: Annotated["TagFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    name: StringFilter | None = optional("The name.")
    created_at: DateTimeFilter | None = optional("When it was made.")


@strawberry.input(description="On a rule of triage.")
class TriageRuleFilter:
    and_: list["TriageRuleFilter"] | None = optional(AND, name="and")
    or_: list["TriageRuleFilter"] | None = optional(OR, name="or")
    not_: Annotated["TriageRuleFilter", strawberry.lazy(__name__)] | None = optional(
        NOT, name="not"
    )
    id: IDFilter | None = optional("The id.")
    name: StringFilter | None = optional("The name.")
    position: IntFilter | None = optional("Its place among the rules.")
    is_enabled: BooleanFilter | None = optional("Whether it is in use.")
    created_at: DateTimeFilter | None = optional("When it was made.")
