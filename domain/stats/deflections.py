"""Questions that were answered before a ticket was written."""

from dataclasses import dataclass

from domain.models import Suggestion
from domain.stats.scope import StatsScope


@dataclass(frozen=True, slots=True)
class Deflections:
    """`accepted`: somebody said that help while typing solved it, and there is no ticket.
    `tickets`: tickets that were written after help all the same."""

    accepted: int
    tickets: int


async def deflections(scope: StatsScope) -> Deflections:
    """By when help was accepted, and when it was given; whatever the scope's filter."""
    accepted = Suggestion.filter(
        accepted_at__gte=scope.start, accepted_at__lt=scope.end, ticket_id__isnull=True
    )
    linked = Suggestion.filter(
        created_at__gte=scope.start, created_at__lt=scope.end, ticket_id__not_isnull=True
    )
    return Deflections(await accepted.count(), await linked.count())
