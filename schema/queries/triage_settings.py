"""What admins have set for triage."""

from typing import Any

import strawberry

from domain.policy import require_admin
from domain.triage.settings import load_triage_settings
from schema.context import Info
from schema.types.triage_settings import TriageSettings


async def _triage_settings(info: Info) -> Any:
    require_admin(info.context.actor)
    return await load_triage_settings(info.context.services.settings.triage_threshold)


triage_settings = strawberry.field(
    resolver=_triage_settings,
    name="triageSettings",
    graphql_type=TriageSettings,
    description="How sure triage must be to act by itself, field by field. For admins.",
)
