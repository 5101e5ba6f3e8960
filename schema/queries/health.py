"""How the desk is, for admins."""

import strawberry

from domain.desk_samples import DeskSample, feed_lag_s, sample_desk
from domain.policy import require_admin
from domain.vocabulary import JobKind, MailState, TriageStatus
from schema.context import Info
from schema.types.health import DeskHealth, HealthCheck, JobLoad


async def _desk_health(info: Info) -> DeskHealth:
    require_admin(info.context.actor)
    services = info.context.services
    checks = await services.health.report() if services.health else []
    sample = await sample_desk()
    return DeskHealth(
        checks=[
            HealthCheck(name=it.name, is_ok=it.is_ok, is_required=it.is_required, detail=it.detail)
            for it in checks
        ],
        feed_lag_seconds=await feed_lag_s(services.feed.position),
        jobs=[load for kind in JobKind if (load := _load(sample, kind)) is not None],
        jobs_done_last_hour=sum(sample.done_last_hour.values()),
        mails_failed_last_hour=sample.mails_last_hour[MailState.FAILED],
        triages_failed_last_hour=sample.triage_last_hour[TriageStatus.FAILED],
    )


def _load(sample: DeskSample, kind: JobKind) -> JobLoad | None:
    counts = {
        state: sample.jobs[kind.value, state] for state in ("due", "scheduled", "running", "dead")
    }
    if not any(counts.values()):
        return None
    return JobLoad(kind=kind, oldest_due_seconds=sample.oldest_due_s[kind.value], **counts)


desk_health = strawberry.field(
    resolver=_desk_health,
    name="deskHealth",
    graphql_type=DeskHealth,
    description="Whether the parts of the desk work, what waits, and what went wrong in the last "
    "hour. For admins.",
)
