"""What triage is worth."""

from typing import Annotated, Any

import strawberry

from domain.stats import CostGroup, stats_scope
from schema.context import Info
from schema.inputs.filters import as_filter
from schema.inputs.ticket_filter import TicketFilter
from schema.queries.ticket_stats import DateRange
from schema.types.triage_stats import TriageScope, TriageWorth


async def _triage_stats(
    info: Info,
    range: Annotated[DateRange, strawberry.argument(description="Which days.")],
    group_by: Annotated[
        CostGroup, strawberry.argument(description="What tells the costs apart.")
    ] = CostGroup.DAY,
    time_zone: Annotated[
        str,
        strawberry.argument(description="Whose days: a name such as Europe/Berlin."),
    ] = "UTC",
    filter: Annotated[
        TicketFilter | None, strawberry.argument(description="Only tickets like this.")
    ] = None,
) -> Any:
    context = info.context
    scope = stats_scope(context.actor, range.from_, range.to, time_zone, as_filter(filter))
    return TriageScope(scope, group_by, context.services.settings)


triage_stats = strawberry.field(
    resolver=_triage_stats,
    name="triageStats",
    graphql_type=TriageWorth,
    description="How often triage is right, what it costs and what it saves. For staff; the costs "
    "for admins.",
)
