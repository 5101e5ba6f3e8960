"""What admins do with language models: providers, prices and budgets."""

from typing import Any

import strawberry

from domain import providers
from domain.errors import DomainError, ErrorCode, invalid
from domain.policy import require_admin
from domain.providers.probing import probe_new_provider, probe_provider
from schema.arguments import Input
from schema.context import Info
from schema.inputs.provider import (
    LlmBudgetUpdateInput,
    ModelPriceDeleteInput,
    ModelPriceSetInput,
    ProviderCreateInput,
    ProviderDeleteInput,
    ProviderReorderInput,
    ProviderTestInput,
    ProviderUpdateInput,
    limit_of,
    whole,
)
from schema.payloads import UserError, attempt
from schema.types.provider import LlmBudget, ModelPrice, Provider, ProviderTest

TESTS_A_MINUTE = 20


@strawberry.type(description="The provider, or why not.")
class ProviderPayload:
    provider: Provider | None = strawberry.field(
        description="The provider; after deleting as it was, after a conflict as others left it."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The providers in their new order, or why not.")
class ProviderReorderPayload:
    providers: list[Provider] | None = strawberry.field(description="All providers, in order.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="What trying a provider out showed, or why it was not tried.")
class ProviderTestPayload:
    test: ProviderTest | None = strawberry.field(description="What it showed.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The price, or why not.")
class ModelPricePayload:
    model_price: ModelPrice | None = strawberry.field(
        description="The price; after deleting as it was."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The budget, or why not.")
class LlmBudgetPayload:
    budget: LlmBudget | None = strawberry.field(description="The budget as it is now.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(
    description="Add a provider behind all others. For admins. Emits CATALOG_CHANGED."
)
async def provider_create(info: Info, input: Input[ProviderCreateInput]) -> ProviderPayload:
    settings = info.context.services.settings
    work = info.context.transact(providers.create_provider, input.to_domain(), settings)
    return await attempt(ProviderPayload, "provider", work)


@strawberry.mutation(
    description="Change a provider; models that were set aside are asked again. For admins. "
    "Emits CATALOG_CHANGED."
)
async def provider_update(info: Info, input: Input[ProviderUpdateInput]) -> ProviderPayload:
    async def work() -> Any:
        settings = info.context.services.settings
        return await info.context.transact(
            providers.update_provider, input.id, input.to_domain(), settings, input.version
        )

    return await attempt(ProviderPayload, "provider", work())


@strawberry.mutation(description="Delete a provider. For admins. Emits CATALOG_CHANGED.")
async def provider_delete(info: Info, input: Input[ProviderDeleteInput]) -> ProviderPayload:
    work = info.context.transact(providers.delete_provider, input.id)
    return await attempt(ProviderPayload, "provider", work)


@strawberry.mutation(
    description="Put all providers in order. For admins. Emits CATALOG_CHANGED for each that moves."
)
async def provider_reorder(
    info: Info, input: Input[ProviderReorderInput]
) -> ProviderReorderPayload:
    work = info.context.transact(providers.reorder_providers, input.ids)
    return await attempt(ProviderReorderPayload, "providers", work)


@strawberry.mutation(
    description="Try a provider out by asking each of its models a small question, which costs "
    "next to nothing. What a kept one shows is remembered, and a model that answers is asked "
    "again. For admins. Emits CATALOG_CHANGED when that clears a fault."
)
async def provider_test(info: Info, input: Input[ProviderTestInput]) -> ProviderTestPayload:
    require_admin(info.context.actor)
    return await attempt(ProviderTestPayload, "test", _test(info, input))


@strawberry.mutation(
    description="Set what a model costs, from now on. For admins. Emits CATALOG_CHANGED."
)
async def model_price_set(info: Info, input: Input[ModelPriceSetInput]) -> ModelPricePayload:
    async def work() -> Any:
        return await info.context.transact(
            providers.set_model_price,
            input.model,
            whole(input.input_micros, "inputMicros"),
            whole(input.output_micros, "outputMicros"),
        )

    return await attempt(ModelPricePayload, "model_price", work())


@strawberry.mutation(
    description="Delete a price: the model is counted at the setting's price again. For admins. "
    "Emits CATALOG_CHANGED."
)
async def model_price_delete(info: Info, input: Input[ModelPriceDeleteInput]) -> ModelPricePayload:
    work = info.context.transact(providers.delete_model_price, input.id)
    return await attempt(ModelPricePayload, "model_price", work)


@strawberry.mutation(
    description="Limit what language models may cost; beyond it tickets are triaged without. For "
    "admins. Emits SETTINGS_CHANGED for each limit that changes."
)
async def llm_budget_update(info: Info, input: Input[LlmBudgetUpdateInput]) -> LlmBudgetPayload:
    async def work() -> Any:
        return await info.context.transact(
            providers.set_budget,
            limit_of(input.daily_micros, "dailyMicros"),
            limit_of(input.monthly_micros, "monthlyMicros"),
        )

    return await attempt(LlmBudgetPayload, "budget", work())


async def _test(info: Info, input: ProviderTestInput) -> Any:
    services, actor = info.context.services, info.context.actor
    if (input.id is None) == (input.draft is None):
        raise invalid("Give either an id or a draft.", code=ErrorCode.REQUIRED)
    key = f"provider-test:{actor.user_id}"
    decision = await services.limiter.hit(key, TESTS_A_MINUTE, 60)
    if not decision.allowed:
        message = "Too many tests; wait a little."
        wait_s = decision.retry_after_s
        raise DomainError(ErrorCode.RATE_LIMITED, message, retry_after_s=wait_s)
    if services.model_tester is None:
        raise DomainError(ErrorCode.UNAVAILABLE, "This process asks no language models.")
    if input.draft is not None:
        new = input.draft.to_domain()
        return await info.context.run(
            probe_new_provider, new, services.model_tester, services.settings
        )
    return await info.context.run(
        probe_provider, input.id or "", services.model_tester, services.settings
    )
