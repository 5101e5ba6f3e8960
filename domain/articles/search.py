"""Full-text search over articles: title and body, the same words on both databases."""

from pypika_tortoise.context import SqlContext
from pypika_tortoise.terms import ValueWrapper
from tortoise.connection import get_connection
from tortoise.expressions import Q

from domain.actors import Actor
from domain.conditions import FALSE, Condition, Sql, statement_of
from domain.database import dialect
from domain.models import Article
from domain.paging import ListedPage, Window, cut_page, load_listed
from domain.policy import visible_articles
from domain.search_text import Part, as_plain_text, as_vector, parse_query
from domain.unit_of_work import UnitOfWork

MAX_RANKED = 1_000


async def index_article(uow: UnitOfWork, article: Article) -> None:
    """Make `article` findable by its present text; call after every change of it."""
    parts = [Part("A", article.title), Part("B", article.body)]
    if dialect() == "postgres":
        await uow.db.execute_query(
            "INSERT INTO article_search (article_id, text) VALUES ($1, CAST($2::text AS tsvector))"
            " ON CONFLICT (article_id) DO UPDATE SET text = EXCLUDED.text",
            [article.id, as_vector(parts)],
        )
        return
    await uow.db.execute_query("DELETE FROM article_search WHERE article_id = ?", [article.id])
    await uow.db.execute_query(
        "INSERT INTO article_search (article_id, text) VALUES (?, ?)",
        [article.id, as_plain_text(parts)],
    )


def matching_articles(text: str) -> Q:
    """The condition on articles that `text` finds; whether one may be seen is no part of it.

    Text without any word finds nothing. Raises DomainError TOO_LONG above 300 characters.
    """
    query = parse_query(text)
    if query is None:
        return Condition(FALSE)
    if dialect() == "postgres":
        where, words = "text @@ CAST({}::text AS tsquery)", query.for_postgres()
    else:
        where, words = "article_search MATCH {}", query.for_sqlite("text")

    def make(ctx: SqlContext) -> str:
        condition = where.format(ValueWrapper(words).get_sql(ctx))
        return f'"article"."id" IN (SELECT article_id FROM article_search WHERE {condition})'

    return Condition(Sql(make))


async def search_articles(
    actor: Actor, text: str, window: Window, *conditions: Q
) -> ListedPage[Article]:
    """A page of what `text` finds among what the viewer may see, best first.

    At most the newest 1,000 matches are ranked. Two statements.
    """
    query = parse_query(text)
    ids: list[str] = []
    if query is not None:
        among = Article.filter(visible_articles(actor), *conditions, matching_articles(text))
        newest = among.order_by("-id").limit(MAX_RANKED)
        hits, values = statement_of(newest.values("id"))
        if dialect() == "postgres":
            sql = (
                f"SELECT hit.id FROM ({hits}) hit JOIN article_search ON article_id = hit.id"
                f" ORDER BY ts_rank(text, CAST(${len(values) + 1}::text AS tsquery)) DESC,"
                " hit.id DESC"
            )
            values = [*values, query.for_postgres()]
        else:
            sql = (
                f"SELECT hit.id FROM ({hits}) hit JOIN article_search ON article_id = hit.id"
                " WHERE article_search MATCH ? ORDER BY bm25(article_search), hit.id DESC"
            )
            values = [*values, query.for_sqlite("text")]
        rows = await get_connection("default").execute_query_dict(sql, values)
        ids = [row["id"] for row in rows]
    return await load_listed(cut_page(ids, "relevance", window), Article)
