"""Help that was given while somebody typed, kept only where it mattered."""

from tortoise import fields
from tortoise.indexes import Index

from domain.database.fields import IdField
from domain.database.table import Table
from domain.models.accounts import User
from domain.models.articles import Article
from domain.models.tickets import Ticket


class Suggestion(Table):
    """A suggestion that solved it (`accepted_at`), or that a ticket was written after.

    What was typed is not kept. What its answer cost is in the books under its id.
    """

    id = IdField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="suggestions", on_delete=fields.RESTRICT
    )
    article: fields.ForeignKeyNullableRelation[Article] = fields.ForeignKeyField(
        "domain.Article", related_name="suggestions", on_delete=fields.SET_NULL, null=True
    )
    ticket: fields.ForeignKeyNullableRelation[Ticket] = fields.ForeignKeyField(
        "domain.Ticket", related_name="suggestions", on_delete=fields.SET_NULL, null=True
    )
    accepted_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    user_id: str
    article_id: str | None
    ticket_id: str | None

    class Meta:
        table = "suggestion"
        indexes = (
            Index(fields=("ticket_id",)),
            Index(fields=("accepted_at",)),
            Index(fields=("article_id",)),
        )
