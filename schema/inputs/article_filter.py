"""What lists of articles are filtered by."""

from typing import Annotated

import strawberry

from domain.vocabulary import ArticleStatus, Visibility
from schema.inputs.catalog_filter import CategoryFilter
from schema.inputs.conversation_filter import AuthorFilter
from schema.inputs.filters import (
    AND,
    NOT,
    OR,
    BooleanFilter,
    DateTimeFilter,
    EnumFilter,
    IDFilter,
    OptionalDateTimeFilter,
    StringFilter,
    optional,
)


@strawberry.input(description="On articles that the viewer may read.")
class ArticleFilter:
    and_: list["ArticleFilter"] | None = optional(AND, name="and")
    or_: list["ArticleFilter"] | None = optional(OR, name="or")
    not_: Annotated["ArticleFilter", strawberry.lazy(__name__)] | None = optional(NOT, name="not")
    id: IDFilter | None = optional("The id.")
    title: StringFilter | None = optional("The title.")
    body: StringFilter | None = optional("The text.")
    category: CategoryFilter | None = optional("The category.")
    visibility: EnumFilter[Visibility] | None = optional("Whom it is for.")
    status: EnumFilter[ArticleStatus] | None = optional("Whether it is finished.")
    author: AuthorFilter | None = optional("Who wrote it.")
    is_from_ticket: BooleanFilter | None = optional("Whether it was made of a ticket. Staff only.")
    published_at: OptionalDateTimeFilter | None = optional("When it was first published.")
    created_at: DateTimeFilter | None = optional("When it was written.")
    updated_at: DateTimeFilter | None = optional("When it last changed.")
