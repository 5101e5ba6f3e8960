"""Inputs about articles."""

import strawberry

from domain.articles import ArticleChanges, NewArticle
from domain.vocabulary import ArticleStatus, Visibility
from schema.inputs.given import given

_TITLE = "The question or problem, 1 to 200 characters."
_BODY = "The answer as Markdown, 1 to 50,000 characters."


@strawberry.input(description="A new article.")
class ArticleCreateInput:
    title: str = strawberry.field(description=_TITLE)
    body: str = strawberry.field(description=_BODY)
    category_id: strawberry.ID | None = strawberry.field(
        default=None, description="What kind of request it answers; left out, the default."
    )
    visibility: Visibility = strawberry.field(
        default=Visibility.PUBLIC, description="For everybody, or for staff only."
    )
    status: ArticleStatus = strawberry.field(
        default=ArticleStatus.DRAFT, description="Whether it is finished."
    )

    def to_domain(self) -> NewArticle:
        return NewArticle(self.title, self.body, self.category_id, self.visibility, self.status)


@strawberry.input(description="What to change about an article; what is left out stays.")
class ArticleUpdateInput:
    id: strawberry.ID = strawberry.field(description="The article.")
    title: str | None = strawberry.field(default=strawberry.UNSET, description=_TITLE)
    body: str | None = strawberry.field(default=strawberry.UNSET, description=_BODY)
    category_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="What kind of request it answers."
    )
    visibility: Visibility | None = strawberry.field(
        default=strawberry.UNSET, description="For everybody, or for staff only."
    )
    status: ArticleStatus | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is finished."
    )
    version: int | None = strawberry.field(
        default=None,
        description="The version that this change is based on: it conflicts only if a field "
        "being set has changed since.",
    )

    def to_domain(self) -> ArticleChanges:
        return ArticleChanges(
            title=given(self.title, "title"),
            body=given(self.body, "body"),
            category_id=given(self.category_id, "categoryId"),
            visibility=given(self.visibility, "visibility"),
            status=given(self.status, "status"),
        )


@strawberry.input(description="An article to delete.")
class ArticleDeleteInput:
    id: strawberry.ID = strawberry.field(description="The article.")


@strawberry.input(description="A solved ticket to make an article of.")
class ArticleFromTicketInput:
    ticket_id: strawberry.ID = strawberry.field(description="A resolved or closed ticket.")
