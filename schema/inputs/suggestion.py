"""Inputs about help while typing."""

import strawberry

from domain.suggestions import Draft, clean_draft


@strawberry.input(description="What somebody has typed so far.")
class SuggestionDraft:
    title: str | None = strawberry.field(default=None, description="At most 200 characters.")
    description: str = strawberry.field(
        default="", description="At most 50,000 characters, of which the first 4,000 are read."
    )

    def to_domain(self) -> Draft:
        return clean_draft(self.title, self.description)


@strawberry.input(description="A suggestion that solved it.")
class SuggestionAcceptInput:
    id: strawberry.ID = strawberry.field(description="The suggestion's id.")
    article_id: strawberry.ID | None = strawberry.field(
        default=None, description="The article that helped, if it was one."
    )
