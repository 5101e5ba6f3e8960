"""What a draft is about, for plain forms."""

from typing import Annotated, Any

import strawberry

from domain.policy import require_known
from domain.suggestions import classify, clean_draft
from domain.suggestions.limits import count_draft
from schema.context import Info
from schema.types.suggestion import Classification

CLASSIFICATION_COST = 20


async def _ticket_classify(
    info: Info,
    description: Annotated[
        str, strawberry.argument(description="The request, at most 50,000 characters.")
    ],
    title: Annotated[
        str | None, strawberry.argument(description="Its title, if there is one already.")
    ] = None,
) -> Any:
    actor, services = info.context.actor, info.context.services
    user_id = require_known(actor)
    await count_draft(services.limiter, services.settings, user_id)
    return await classify(actor, clean_draft(title, description), services.settings)


ticket_classify = strawberry.field(
    resolver=_ticket_classify,
    name="ticketClassify",
    graphql_type=Classification,
    description="What a draft is about, by the desk's own rules and model: the first step of "
    "answerSuggestion, for plain forms. Nothing is kept. For everybody signed in; limited per "
    "minute.",
    metadata={"cost": CLASSIFICATION_COST},
)
