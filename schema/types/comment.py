"""Comments."""

from datetime import datetime

import strawberry

from domain import models
from domain.vocabulary import Visibility
from schema.fields import column, relation
from schema.types.node import Node, is_row_of
from schema.types.user import User


@strawberry.type(description="Something said about a ticket.")
class Comment(Node):
    ticket_id: strawberry.ID = column("The ticket's id.")
    author: User = relation("users", "author_id", "Who wrote it.")
    body: str = column("The text, as Markdown.")
    visibility: Visibility = column("Who may read it.")
    created_at: datetime = column("When it was written.")
    edited_at: datetime | None = column("When it was last edited.")
    version: int = column("Counts the edits.")

    is_type_of = is_row_of(models.Comment)
