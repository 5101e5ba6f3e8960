"""What admins set for triage."""

from typing import Any

import strawberry

from domain.policy import require_admin
from domain.triage.settings_update import FieldChanges, update_triage_settings
from domain.unset import UNSET
from domain.vocabulary import TriageField
from schema.arguments import Input
from schema.context import Info
from schema.inputs.given import given
from schema.payloads import UserError, attempt
from schema.types.triage_settings import TriageSettings


@strawberry.input(description="One field; what is left out stays.")
class TriageFieldSettingsInput:
    field: TriageField = strawberry.field(description="Which field.")
    threshold: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="The fixed confidence, 0 to 1; null: what the desk began with.",
    )
    precision_target: float | None = strawberry.field(
        default=strawberry.UNSET,
        description="How often what is applied shall be right, 0 to 1 (0.95: 95 times in 100); "
        "null: the fixed confidence decides.",
    )

    def to_domain(self) -> FieldChanges:
        return FieldChanges(
            self.field,
            UNSET if self.threshold is strawberry.UNSET else self.threshold,
            UNSET if self.precision_target is strawberry.UNSET else self.precision_target,
        )


@strawberry.input(description="What to set for triage; what is left out stays.")
class TriageSettingsUpdateInput:
    fields: list[TriageFieldSettingsInput] = strawberry.field(
        default_factory=list, description="Fields to set, each once."
    )
    minutes_saved_per_ticket: float | None = strawberry.field(
        default=strawberry.UNSET, description="For the estimate of time saved, 0 to 480."
    )


@strawberry.type(description="The settings, or why not.")
class TriageSettingsPayload:
    triage_settings: TriageSettings | None = strawberry.field(description="As they are now.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(
    description="Set how sure triage must be to act by itself, field by field: a fixed confidence, "
    "or how often it shall be right, judged by the desk's own reviews. For admins. Emits "
    "SETTINGS_CHANGED."
)
async def triage_settings_update(
    info: Info, input: Input[TriageSettingsUpdateInput]
) -> TriageSettingsPayload:
    require_admin(info.context.actor)

    async def work() -> Any:
        return await info.context.run(
            update_triage_settings,
            [one.to_domain() for one in input.fields],
            given(input.minutes_saved_per_ticket, "minutes_saved_per_ticket"),
            info.context.services.settings.triage_threshold,
        )

    return await attempt(TriageSettingsPayload, "triage_settings", work())
