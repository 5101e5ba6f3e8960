"""What people do with help that they were given while typing."""

from typing import Any

import strawberry

from domain.deflections import accept_suggestion
from domain.policy import require_known
from domain.suggestions import check_suggestion_id
from schema.arguments import Input
from schema.context import Info
from schema.inputs.suggestion import SuggestionAcceptInput
from schema.payloads import UserError, attempt
from schema.types.suggestion import Suggestion


@strawberry.type(description="The accepted suggestion, or why not.")
class SuggestionAcceptPayload:
    suggestion: Suggestion | None = strawberry.field(description="The suggestion.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(
    description="Say that a suggestion solved it, so that no ticket is needed. For the one it "
    "was given to, within a day. Emits SUGGESTION_ACCEPTED."
)
async def suggestion_accept(
    info: Info, input: Input[SuggestionAcceptInput]
) -> SuggestionAcceptPayload:
    user_id = require_known(info.context.actor)

    async def work() -> Any:
        id = check_suggestion_id(info.context.services.settings, user_id, input.id, "id")
        return await info.context.transact(accept_suggestion, id, input.article_id)

    return await attempt(SuggestionAcceptPayload, "suggestion", work())
