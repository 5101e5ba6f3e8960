"""What staff do with articles. The rules live in domain.articles."""

from typing import Any

import strawberry

from domain import articles
from schema.arguments import Input
from schema.context import Info
from schema.inputs.article import (
    ArticleCreateInput,
    ArticleDeleteInput,
    ArticleFromTicketInput,
    ArticleUpdateInput,
)
from schema.payloads import UserError, attempt
from schema.types.article import Article


@strawberry.type(description="The article, or why not.")
class ArticlePayload:
    article: Article | None = strawberry.field(
        description="The article; after deleting as it was, after a conflict as others left it."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(description="Write an article. For staff. Emits ARTICLE_CREATED.")
async def article_create(info: Info, input: Input[ArticleCreateInput]) -> ArticlePayload:
    work = info.context.transact(articles.create_article, input.to_domain())
    return await attempt(ArticlePayload, "article", work)


@strawberry.mutation(
    description="Change, publish or withdraw an article. For staff. Emits ARTICLE_UPDATED."
)
async def article_update(info: Info, input: Input[ArticleUpdateInput]) -> ArticlePayload:
    async def work() -> Any:
        return await info.context.transact(
            articles.update_article, input.id, input.to_domain(), input.version
        )

    return await attempt(ArticlePayload, "article", work())


@strawberry.mutation(description="Delete an article. For staff. Emits ARTICLE_DELETED.")
async def article_delete(info: Info, input: Input[ArticleDeleteInput]) -> ArticlePayload:
    work = info.context.transact(articles.delete_article, input.id)
    return await attempt(ArticlePayload, "article", work)


@strawberry.mutation(
    description="Make an internal draft of a solved ticket, from what was said in public. The "
    "same ticket again gives the same article. Where there is a language model, a job has it "
    "write the draft anew within seconds. For staff. Emits ARTICLE_CREATED, ARTICLE_UPDATED."
)
async def article_from_ticket(info: Info, input: Input[ArticleFromTicketInput]) -> ArticlePayload:
    work = info.context.transact(articles.article_from_ticket, input.ticket_id)
    return await attempt(ArticlePayload, "article", work)
