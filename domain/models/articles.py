"""What the desk knows: articles that answer a question before a ticket is written."""

from tortoise import fields
from tortoise.indexes import Index

from domain import limits
from domain.database.fields import IdField, enum_field, one_of, text_length
from domain.database.table import Table
from domain.models.accounts import User
from domain.models.catalog import Category
from domain.models.tickets import Ticket
from domain.vocabulary import ArticleStatus, Visibility


class Article(Table):
    """An answer written once: `body` is Markdown, `source_ticket` what it was made from.

    Requesters read those that are both published and public.
    """

    id = IdField(primary_key=True)
    title = fields.CharField(limits.TITLE_LENGTH)
    body = fields.TextField()
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "domain.Category", related_name="articles", on_delete=fields.RESTRICT
    )
    visibility = enum_field(Visibility, default=Visibility.PUBLIC)
    status = enum_field(ArticleStatus, default=ArticleStatus.DRAFT)
    author: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="articles", on_delete=fields.RESTRICT
    )
    source_ticket: fields.ForeignKeyNullableRelation[Ticket] = fields.ForeignKeyField(
        "domain.Ticket", related_name="articles", on_delete=fields.SET_NULL, null=True
    )
    version = fields.IntField(default=1)
    field_versions: dict[str, int] = fields.JSONField(default=dict)
    published_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    category_id: str
    author_id: str
    source_ticket_id: str | None

    class Meta:
        table = "article"
        indexes = (
            Index(fields=("created_at", "id")),
            Index(fields=("updated_at", "id")),
            Index(fields=("title", "id")),
            Index(fields=("category_id", "created_at", "id")),
            Index(fields=("source_ticket_id",)),
        )
        constraints = (
            one_of("article", "visibility", Visibility),
            one_of("article", "status", ArticleStatus),
            text_length("article", "title", 1, limits.TITLE_LENGTH),
            text_length("article", "body", 1, limits.TEXT_LENGTH),
        )
