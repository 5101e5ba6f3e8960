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
from domain.stats.durations import Durations, time_to_first_answer, time_to_resolution
from domain.stats.scope import MAX_DAYS, StatsScope, stats_scope, today_in
from domain.stats.triage import (
    TriageCost,
    TriageLatency,
    TriageReviews,
    triage_cost,
    triage_latency,
    triage_reviews,
)

__all__ = [
    "MAX_DAYS",
    "DayCount",
    "Dimension",
    "Durations",
    "Processed",
    "Share",
    "ShareByDay",
    "StatsScope",
    "Totals",
    "TriageCost",
    "TriageLatency",
    "TriageReviews",
    "breakdown",
    "breakdown_by_day",
    "created_by_day",
    "processed",
    "solved_by_day",
    "stats_scope",
    "time_to_first_answer",
    "time_to_resolution",
    "today_in",
    "totals",
    "triage_cost",
    "triage_latency",
    "triage_reviews",
]
