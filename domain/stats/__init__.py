"""Figures for staff: one function for each, so that only what is asked for is computed.

Every figure is aggregated by the database. "Created" figures are about the tickets that were
created in the range, "solved" ones about those resolved (or closed, when never resolved)
in it; days are calendar days in the viewer's time zone.
"""

from domain.stats.breakdowns import (
    Dimension,
    Share,
    ShareByDay,
    breakdown,
    breakdown_by_day,
)
from domain.stats.counts import (
    DayCount,
    Processed,
    Totals,
    created_by_day,
    processed,
    solved_by_day,
    totals,
)
from domain.stats.deflections import Deflections, deflections
from domain.stats.durations import (
    DayDuration,
    Durations,
    first_answer_by_day,
    resolution_by_day,
    time_to_first_answer,
    time_to_resolution,
)
from domain.stats.llm_books import CallShare, llm_calls
from domain.stats.ratings import BEST, Ratings, ratings
from domain.stats.scope import MAX_DAYS, StatsScope, stats_scope, today_in
from domain.stats.triage import (
    TriageCost,
    TriageLatency,
    TriageReviews,
    triage_cost,
    triage_latency,
    triage_reviews,
)
from domain.stats.triage_quality import (
    Confidence,
    TriageQuality,
    triage_confidence,
    triage_quality,
)
from domain.stats.triage_worth import (
    MOST_FAILURES,
    MOST_GROUPS,
    CostGroup,
    CostShare,
    Failure,
    TicketCost,
    ticket_cost,
    time_to_completion,
    triage_costs,
    triage_failures,
)
from domain.stats.unaided import Unaided, resolved_unaided

__all__ = [
    "BEST",
    "MAX_DAYS",
    "MOST_FAILURES",
    "MOST_GROUPS",
    "CallShare",
    "Confidence",
    "CostGroup",
    "CostShare",
    "DayCount",
    "DayDuration",
    "Deflections",
    "Dimension",
    "Durations",
    "Failure",
    "Processed",
    "Ratings",
    "Share",
    "ShareByDay",
    "StatsScope",
    "TicketCost",
    "Totals",
    "TriageCost",
    "TriageLatency",
    "TriageQuality",
    "TriageReviews",
    "Unaided",
    "breakdown",
    "breakdown_by_day",
    "created_by_day",
    "deflections",
    "first_answer_by_day",
    "llm_calls",
    "processed",
    "ratings",
    "resolution_by_day",
    "resolved_unaided",
    "solved_by_day",
    "stats_scope",
    "ticket_cost",
    "time_to_completion",
    "time_to_first_answer",
    "time_to_resolution",
    "today_in",
    "totals",
    "triage_confidence",
    "triage_cost",
    "triage_costs",
    "triage_failures",
    "triage_latency",
    "triage_quality",
    "triage_reviews",
]
