"""What a rule of triage would have done, before it is saved."""

from typing import Annotated

import strawberry

from domain.triage.dry_run import dry_run_rule
from schema.arguments import Input
from schema.context import Info
from schema.inputs.catalog import TriageRuleDryRunInput
from schema.payloads import attempt
from schema.types.triage_dry_run import TriageRuleDryRunPayload

_Tickets = Annotated[
    int, strawberry.argument(description="How many of the newest tickets, 1 to 1,000.")
]


async def _dry_run(
    info: Info, input: Input[TriageRuleDryRunInput], last: _Tickets = 100
) -> TriageRuleDryRunPayload:
    work = dry_run_rule(
        info.context.actor,
        input.conditions,
        input.results,
        input.confidence,
        last=last,
        rule_id=input.rule_id,
        threshold=info.context.services.settings.triage_threshold,
    )
    return await attempt(TriageRuleDryRunPayload, "dry_run", work)


triage_rule_dry_run = strawberry.field(
    resolver=_dry_run,
    name="triageRuleDryRun",
    description="What a rule that is not saved would have done to the newest tickets, as they "
    "stand now; nothing is written. Ends after 5 seconds, if need be incomplete. For admins.",
    metadata={"cost": 500},
)
