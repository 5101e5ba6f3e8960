"""Figures about tickets."""

from datetime import date
from typing import Annotated, Any

import strawberry

from domain.stats import stats_scope
from schema.context import Info
from schema.inputs.filters import as_filter
from schema.inputs.ticket_filter import TicketFilter
from schema.types.stats import TicketStats


@strawberry.input(description="Calendar days, at most 400.")
class DateRange:
    from_: date = strawberry.field(description="The first day.", name="from")
    to: date = strawberry.field(description="The last day; it belongs to the range.")


async def _ticket_stats(
    info: Info,
    range: Annotated[DateRange, strawberry.argument(description="Which days.")],
    time_zone: Annotated[
        str,
        strawberry.argument(description="Whose days: a name such as Europe/Berlin."),
    ] = "UTC",
    filter: Annotated[
        TicketFilter | None, strawberry.argument(description="Only tickets like this.")
    ] = None,
) -> Any:
    return stats_scope(info.context.actor, range.from_, range.to, time_zone, as_filter(filter))


ticket_stats = strawberry.field(
    resolver=_ticket_stats,
    name="ticketStats",
    graphql_type=TicketStats,
    description="Figures about the tickets of some days. For staff.",
)
