"""Tickets that were over before anybody of the staff had written a word."""

from dataclasses import dataclass
from typing import Final

from domain.database import dialect
from domain.stats.scope import StatsScope
from domain.stats.sql import created_in, run
from domain.vocabulary import ACTIVE_STATUSES, EventKind, TicketStatus

_ENDED: Final = f"'{TicketStatus.RESOLVED.value}', '{TicketStatus.CLOSED.value}'"
_ACTIVE: Final = ", ".join(f"'{status.value}'" for status in ACTIVE_STATUSES)


@dataclass(frozen=True, slots=True)
class Unaided:
    """Of the tickets created in the range that had an answer by triage.

    `confirmed`: the requester said that this solved it. `assumed`: it was resolved or closed
    by others, and the answer was all that he got. `reopened` are in neither: they ended so,
    and went on afterwards.
    """

    answered: int
    confirmed: int
    assumed: int
    reopened: int


async def resolved_unaided(scope: StatsScope) -> Unaided:
    """By the steps in the event log, so no further back than events are kept."""
    answered = created_in(scope).filter(ai_answer__not_isnull=True)
    rows = await run(
        answered.values("id", "requester_id", "first_response_at"),
        "WITH hit AS (SELECT * FROM {query} found),"
        " steps AS (SELECT event.ticket_id AS ticket_id, position, actor_id, occurred_at,"
        f" {_after()} AS after FROM event JOIN hit ON hit.id = event.ticket_id"
        f" WHERE kind = '{EventKind.TICKET_STATUS_CHANGED.value}'),"
        " ends AS (SELECT ticket_id, MIN(position) AS position FROM steps"
        f" WHERE after IN ({_ENDED}) GROUP BY ticket_id),"
        " told AS (SELECT CASE WHEN steps.actor_id = hit.requester_id THEN 1 ELSE 0 END AS own,"
        " CASE WHEN EXISTS (SELECT 1 FROM steps later WHERE later.ticket_id = ends.ticket_id"
        f" AND later.position > ends.position AND later.after IN ({_ACTIVE}))"
        " THEN 1 ELSE 0 END AS again FROM ends"
        " JOIN steps ON steps.position = ends.position JOIN hit ON hit.id = ends.ticket_id"
        " WHERE first_response_at IS NULL OR first_response_at > occurred_at)"
        " SELECT (SELECT COUNT(*) FROM hit) AS answered,"
        " COALESCE(SUM(CASE WHEN again = 0 AND own = 1 THEN 1 ELSE 0 END), 0) AS confirmed,"
        " COALESCE(SUM(CASE WHEN again = 0 AND own = 0 THEN 1 ELSE 0 END), 0) AS assumed,"
        " COALESCE(SUM(again), 0) AS reopened FROM told",
    )
    return Unaided(**{name: int(value) for name, value in rows[0].items()})


def _after() -> str:
    """What a change of status led to."""
    if dialect() == "postgres":
        return "(changes -> 0 ->> 'after')"
    return "json_extract(changes, '$[0].after')"
