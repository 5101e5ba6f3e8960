"""Articles: written by staff, read by everybody once they are published and public."""

from domain.articles.drafting import article_from_ticket
from domain.articles.write import (
    ArticleChanges,
    NewArticle,
    create_article,
    delete_article,
    move_articles,
    update_article,
)

__all__ = [
    "ArticleChanges",
    "NewArticle",
    "article_from_ticket",
    "create_article",
    "delete_article",
    "move_articles",
    "update_article",
]
