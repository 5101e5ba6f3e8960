"""Language models, for admins: providers, prices, budget and books."""

from typing import Any

import strawberry

from domain import clock, lists, models
from domain.policy import require_admin
from domain.providers import load_budget
from schema.arguments import After, Before, Filter, First, Last, OrderBy
from schema.connections import Connection
from schema.context import Info
from schema.inputs.orders import LlmCallOrder, ModelPriceOrder, ProviderOrder
from schema.inputs.provider_filter import LlmCallFilter, ModelPriceFilter, ProviderFilter
from schema.paging import load_page
from schema.types.provider import LlmBudget, LlmCall, ModelPrice, Provider


async def _providers(
    info: Info,
    filter: Filter[ProviderFilter] = None,
    order_by: OrderBy[ProviderOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_admin(actor)
    rows = models.Provider.all()
    return await load_page(
        rows, lists.PROVIDERS, actor, filter, order_by, first, after, last, before
    )


async def _model_prices(
    info: Info,
    filter: Filter[ModelPriceFilter] = None,
    order_by: OrderBy[ModelPriceOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_admin(actor)
    rows = models.ModelPrice.all()
    return await load_page(
        rows, lists.MODEL_PRICES, actor, filter, order_by, first, after, last, before
    )


async def _llm_calls(
    info: Info,
    filter: Filter[LlmCallFilter] = None,
    order_by: OrderBy[LlmCallOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_admin(actor)
    rows = models.LlmCall.all()
    return await load_page(
        rows, lists.LLM_CALLS, actor, filter, order_by, first, after, last, before
    )


async def _llm_budget(info: Info) -> Any:
    require_admin(info.context.actor)
    return await load_budget(clock.now())


providers = strawberry.field(
    resolver=_providers,
    name="providers",
    graphql_type=Connection[Provider],
    description="The providers of language models, in the order in which they are asked unless "
    "sorted otherwise. For admins.",
)
model_prices = strawberry.field(
    resolver=_model_prices,
    name="modelPrices",
    graphql_type=Connection[ModelPrice],
    description="What models cost, by name unless sorted otherwise. For admins.",
)
llm_calls = strawberry.field(
    resolver=_llm_calls,
    name="llmCalls",
    graphql_type=Connection[LlmCall],
    description="The books: every call to a language model, newest first unless sorted "
    "otherwise. For admins.",
)
llm_budget = strawberry.field(
    resolver=_llm_budget,
    name="llmBudget",
    graphql_type=LlmBudget,
    description="What language models may cost and have cost. For admins.",
)
