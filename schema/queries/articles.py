"""Articles: one, and lists."""

from typing import Annotated, Any

import strawberry

from domain import lists, models
from domain.articles.search import matching_articles, search_articles
from domain.paging import window_of
from domain.policy import may_read_article, require_known, visible_articles
from schema.arguments import After, Before, Filter, First, Last, OrderBy
from schema.connections import Connection
from schema.context import Info
from schema.inputs.article_filter import ArticleFilter
from schema.inputs.filters import as_filter
from schema.inputs.orders import ArticleOrder
from schema.paging import list_page
from schema.types.article import Article


async def _article(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
) -> Any:
    require_known(info.context.actor)
    article = await info.context.loaders.articles.load(id)
    return article if article and may_read_article(info.context.actor, article) else None


async def _articles(
    info: Info,
    filter: Filter[ArticleFilter] = None,
    order_by: OrderBy[ArticleOrder] = None,
    search: Annotated[
        str | None,
        strawberry.argument(
            description="Words in title and body, the last one perhaps only begun. At most 300 "
            "characters. Sorts by relevance unless `orderBy` is given, among the newest 1,000."
        ),
    ] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_known(actor)
    if search is not None and order_by is None:
        window = window_of(first, after, last, before)
        condition = lists.ARTICLES.where(as_filter(filter), actor)
        return await search_articles(actor, search, window, condition)
    rows = models.Article.filter(visible_articles(actor))
    if search is not None:
        rows = rows.filter(matching_articles(search))
    return list_page(rows, lists.ARTICLES, actor, filter, order_by, first, after, last, before)


article = strawberry.field(
    resolver=_article,
    name="article",
    graphql_type=Article | None,
    description="An article; null when it does not exist or the viewer may not see it. For "
    "everybody signed in.",
)

articles = strawberry.field(
    resolver=_articles,
    name="articles",
    graphql_type=Connection[Article],
    description="Articles: the published public ones, all for staff; newest first. For everybody "
    "signed in.",
)
