"""Numbers about the desk that SQL knows, for metrics: the same from every replica."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.functions import Count, Min, Sum
from tortoise.queryset import QuerySet

from domain import clock
from domain.event_log import head_position
from domain.models import Event, Job, Mail, TriageRun
from domain.vocabulary import JobKind, JobState, MailState, TriageStatus

WINDOW = timedelta(hours=1)
UNFINISHED = (JobState.PENDING, JobState.RUNNING, JobState.DEAD)


@dataclass(frozen=True, slots=True)
class DeskSample:
    """`jobs` is by (kind, state), where the state PENDING is split into due and scheduled."""

    head: int
    jobs: dict[tuple[str, str], int]
    oldest_due_s: dict[str, float]
    done_last_hour: dict[str, int]
    triage_last_hour: dict[str, int]
    triage_fallbacks_last_hour: int
    triage_cost_last_hour: float
    mails_last_hour: dict[str, int]


async def sample_desk() -> DeskSample:
    now = clock.now()
    since = now - WINDOW
    jobs, oldest = await _unfinished_jobs(now)
    recent_runs = TriageRun.filter(created_at__gte=since)
    done = Job.filter(state=JobState.DONE, finished_at__gte=since)
    return DeskSample(
        head=await head_position(),
        jobs=jobs,
        oldest_due_s=oldest,
        done_last_hour=await _count_by(done, "kind", JobKind),
        triage_last_hour=await _count_by(recent_runs, "status", TriageStatus),
        triage_fallbacks_last_hour=await recent_runs.filter(
            fallback_reason__not_isnull=True
        ).count(),
        triage_cost_last_hour=await _cost(recent_runs),
        mails_last_hour=await _count_by(Mail.filter(created_at__gte=since), "state", MailState),
    )


async def feed_lag_s(position: int) -> float:
    """How long the oldest event behind `position` has been waiting to be read; 0 if none is."""
    waiting = Event.filter(position__gt=position).order_by("position")
    oldest = await waiting.limit(1).values_list("occurred_at", flat=True)
    if not oldest:
        return 0.0
    return max(0.0, (clock.now() - _as_time(oldest[0])).total_seconds())


async def _unfinished_jobs(
    now: datetime,
) -> tuple[dict[tuple[str, str], int], dict[str, float]]:
    counts = {
        (kind.value, state): 0
        for kind in JobKind
        for state in ("due", "scheduled", "running", "dead")
    }
    by_state = Job.filter(state__in=UNFINISHED).annotate(n=Count("id"))
    for row in await by_state.group_by("kind", "state").values("kind", "state", "n"):
        state = JobState(row["state"])
        name = "scheduled" if state is JobState.PENDING else state.value.lower()
        counts[JobKind(row["kind"]).value, name] = row["n"]
    oldest: dict[str, float] = {kind.value: 0.0 for kind in JobKind}
    due = Job.filter(state=JobState.PENDING, run_at__lte=now)
    annotated = due.annotate(n=Count("id"), oldest=Min("run_at"))
    for row in await annotated.group_by("kind").values("kind", "n", "oldest"):
        kind = JobKind(row["kind"]).value
        counts[kind, "due"] = row["n"]
        counts[kind, "scheduled"] = max(0, counts[kind, "scheduled"] - row["n"])
        oldest[kind] = (now - _as_time(row["oldest"])).total_seconds()
    return counts, oldest


async def _count_by(rows: QuerySet[Any], column: str, values: Iterable[Any]) -> dict[str, int]:
    counted = await rows.annotate(n=Count("id")).group_by(column).values(column, "n")
    found = {str(row[column]): int(row["n"]) for row in counted}
    return {str(value): found.get(str(value), 0) for value in values}


async def _cost(runs: QuerySet[TriageRun]) -> float:
    """US dollars."""
    rows = await runs.annotate(total=Sum("cost_micros")).values("total")
    return float(sum(row["total"] or 0 for row in rows)) / 1_000_000


def _as_time(value: Any) -> datetime:
    """SQLite gives text where an aggregate has lost the column's type."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
