"""Articles: what the desk knows."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain import models
from domain.articles.excerpt import excerpt_of
from domain.policy import may_see_staff_fields
from domain.vocabulary import ArticleStatus, Visibility
from schema.context import Info
from schema.fields import column, derived, relation
from schema.types.catalog import Category
from schema.types.node import Node, is_row_of
from schema.types.user import User

if TYPE_CHECKING:
    from schema.types.ticket import Ticket


async def _source_ticket(root: models.Article, info: Info) -> Any:
    if root.source_ticket_id is None or not may_see_staff_fields(info.context.actor):
        return None
    return await info.context.loaders.tickets.load(root.source_ticket_id)


@strawberry.type(description="An answer written once, for all who ask the same.")
class Article(Node):
    title: str = column("The question or problem, in a line.")
    body: str = column("The answer, as Markdown.")
    excerpt: str = derived(
        lambda row: excerpt_of(row.body),
        "The beginning of the answer as plain text, at most 240 characters.",
    )
    category: Category = relation("categories", "category_id", "What kind of request it answers.")
    visibility: Visibility = column("Whether it is for everybody or for staff only.")
    status: ArticleStatus = column("Whether it is finished.")
    author: User = relation("users", "author_id", "Who wrote it.")
    source_ticket: Annotated["Ticket", strawberry.lazy("schema.types.ticket")] | None = (
        strawberry.field(
            resolver=_source_ticket, description="The ticket it was made of, if any. Staff only."
        )
    )
    published_at: datetime | None = column("When it was first published.")
    created_at: datetime = column("When it was written.")
    updated_at: datetime = column("When it last changed.")
    version: int = column("Counts the changes; for updates that must not overwrite others'.")

    is_type_of = is_row_of(models.Article)
