"""What admins do with the rules of triage."""

from typing import Any

import strawberry

from domain import catalog
from schema.arguments import Input
from schema.context import Info
from schema.inputs.catalog import (
    TriageRuleCreateInput,
    TriageRuleDeleteInput,
    TriageRuleReorderInput,
    TriageRuleUpdateInput,
)
from schema.payloads import UserError, attempt
from schema.types.triage_rule import TriageRule


@strawberry.type(description="The rule, or why not.")
class TriageRulePayload:
    triage_rule: TriageRule | None = strawberry.field(
        description="The rule; after deleting as it was, after a conflict as others left it."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The rules in their new order, or why not.")
class TriageRuleReorderPayload:
    triage_rules: list[TriageRule] | None = strawberry.field(description="All rules, in order.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(description="Add a rule behind all others. For admins. Emits CATALOG_CHANGED.")
async def triage_rule_create(info: Info, input: Input[TriageRuleCreateInput]) -> TriageRulePayload:
    work = info.context.transact(
        catalog.create_triage_rule,
        input.name,
        input.conditions,
        input.results,
        input.confidence,
        input.is_enabled,
    )
    return await attempt(TriageRulePayload, "triage_rule", work)


@strawberry.mutation(description="Change a rule. For admins. Emits CATALOG_CHANGED.")
async def triage_rule_update(info: Info, input: Input[TriageRuleUpdateInput]) -> TriageRulePayload:
    async def work() -> Any:
        return await info.context.transact(
            catalog.update_triage_rule, input.id, input.to_domain(), input.version
        )

    return await attempt(TriageRulePayload, "triage_rule", work())


@strawberry.mutation(description="Delete a rule. For admins. Emits CATALOG_CHANGED.")
async def triage_rule_delete(info: Info, input: Input[TriageRuleDeleteInput]) -> TriageRulePayload:
    work = info.context.transact(catalog.delete_triage_rule, input.id)
    return await attempt(TriageRulePayload, "triage_rule", work)


@strawberry.mutation(
    description="Put all rules in order. For admins. Emits CATALOG_CHANGED for each that moves."
)
async def triage_rule_reorder(
    info: Info, input: Input[TriageRuleReorderInput]
) -> TriageRuleReorderPayload:
    work = info.context.transact(catalog.reorder_triage_rules, input.ids)
    return await attempt(TriageRuleReorderPayload, "triage_rules", work)
