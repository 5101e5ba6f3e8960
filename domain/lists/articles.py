"""Lists of articles."""

from enum import StrEnum
from typing import Final

from domain.cursors import Order
from domain.filters import Column, FilterSpec, Group, IsSet, Kind
from domain.lists.listing import Listing
from domain.models import Article, User
from domain.ticket_filters import CATEGORY


class ArticleOrderField(StrEnum):
    CREATED_AT = "CREATED_AT"
    UPDATED_AT = "UPDATED_AT"
    TITLE = "TITLE"


ARTICLES: Final = Listing(
    FilterSpec(
        Article,
        {
            "id": Column("id", Kind.ID),
            "title": Column("title", Kind.TEXT),
            "body": Column("body", Kind.TEXT),
            "category": CATEGORY,
            "visibility": Column("visibility", Kind.ENUM),
            "status": Column("status", Kind.ENUM),
            "author": Group(
                {
                    "id": Column("author_id", Kind.ID),
                    "name": Column("name", Kind.TEXT, ("author_id", User)),
                }
            ),
            "is_from_ticket": IsSet("source_ticket_id", for_staff=True),
            "published_at": Column("published_at", Kind.MOMENT),
            "created_at": Column("created_at", Kind.MOMENT),
            "updated_at": Column("updated_at", Kind.MOMENT),
        },
    ),
    {
        ArticleOrderField.CREATED_AT: Order("created_at"),
        ArticleOrderField.UPDATED_AT: Order("updated_at"),
        ArticleOrderField.TITLE: Order("title"),
    },
    Order("created_at", descending=True),
)
