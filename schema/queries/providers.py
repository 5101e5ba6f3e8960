"""Language models, for admins: providers, prices, budget and books."""

from typing import Any

import strawberry

from domain import clock, lists
from domain.policy import require_admin
from domain.providers import load_budget
from schema.context import Info
from schema.inputs.orders import LlmCallOrder, ModelPriceOrder, ProviderOrder
from schema.inputs.provider_filter import LlmCallFilter, ModelPriceFilter, ProviderFilter
from schema.queries.listing import list_field
from schema.types.provider import LlmBudget, LlmCall, ModelPrice, Provider


async def _llm_budget(info: Info) -> Any:
    require_admin(info.context.actor)
    return await load_budget(clock.now())


providers = list_field(
    "providers",
    Provider,
    lists.PROVIDERS,
    require=require_admin,
    filter=ProviderFilter,
    order_by=ProviderOrder,
    description="The providers of language models, in the order in which they are asked unless "
    "sorted otherwise. For admins.",
)
model_prices = list_field(
    "modelPrices",
    ModelPrice,
    lists.MODEL_PRICES,
    require=require_admin,
    filter=ModelPriceFilter,
    order_by=ModelPriceOrder,
    description="What models cost, by name unless sorted otherwise. For admins.",
)
llm_calls = list_field(
    "llmCalls",
    LlmCall,
    lists.LLM_CALLS,
    require=require_admin,
    filter=LlmCallFilter,
    order_by=LlmCallOrder,
    description="The books: every call to a language model, newest first unless sorted "
    "otherwise. For admins.",
)
llm_budget = strawberry.field(
    resolver=_llm_budget,
    name="llmBudget",
    graphql_type=LlmBudget,
    description="What language models may cost and have cost. For admins.",
)
