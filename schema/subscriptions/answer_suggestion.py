"""Help while somebody types."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import strawberry

from domain.policy import require_known
from domain.suggestions import make_suggestion_id, suggest
from domain.suggestions.limits import count_draft, may_ask_model
from domain.suggestions.running import until
from schema.context import Info
from schema.inputs.suggestion import SuggestionDraft
from schema.types.suggestion import AnswerSuggestion

# The classification, the nearest texts and perhaps a language model.
SUGGESTION_COST = 100


async def _answer_suggestion(
    info: Info,
    draft: Annotated[SuggestionDraft, strawberry.argument(description="What was typed so far.")],
) -> AsyncGenerator[Any, None]:
    actor, services = info.context.actor, info.context.services
    user_id = require_known(actor)
    await count_draft(services.limiter, services.settings, user_id)
    typed = draft.to_domain()
    llm = services.llm
    if llm is not None and not await may_ask_model(services.limiter, services.settings, user_id):
        llm = None
    id = make_suggestion_id(services.settings, user_id)
    with services.drafts.newest_of(user_id) as replaced:
        parts = suggest(id, actor, typed, services.settings, llm)
        async with aclosing(until(replaced, parts)) as wanted:
            async for part in wanted:
                yield part


answer_suggestion = strawberry.subscription(
    resolver=_answer_suggestion,
    name="answerSuggestion",
    graphql_type=AnswerSuggestion,
    description="Help while typing: what the draft is about, what is like it, then an answer, "
    "each as soon as it is known; then it ends. A new draft of the same user ends the one before. "
    "Nothing of it is kept. For everybody signed in; limited per minute.",
    metadata={"cost": SUGGESTION_COST},
)
