"""How the desk is, for admins."""

import strawberry

from domain.vocabulary import JobKind


@strawberry.type(description="One part of the desk, seen from the process that answers.")
class HealthCheck:
    name: str = strawberry.field(description="database, migrations, feed or redis.")
    is_ok: bool = strawberry.field(description="Whether it works.")
    is_required: bool = strawberry.field(description="Whether the desk is down without it.")
    detail: str = strawberry.field(description="What was found, in words.")


@strawberry.type(description="The jobs of one kind that are not done.")
class JobLoad:
    kind: JobKind = strawberry.field(description="What they do.")
    due: int = strawberry.field(description="Those that wait for a worker.")
    scheduled: int = strawberry.field(description="Those that are due later.")
    running: int = strawberry.field(description="Those under way.")
    dead: int = strawberry.field(description="Those that were given up.")
    oldest_due_seconds: float = strawberry.field(
        description="For how long the oldest one has been due."
    )


@strawberry.type(description="How the desk is. Admins only.")
class DeskHealth:
    checks: list[HealthCheck] = strawberry.field(
        description="The parts.", metadata={"list_size": 4}
    )
    feed_lag_seconds: float = strawberry.field(
        description="For how long the oldest event that this process has not read has waited."
    )
    jobs: list[JobLoad] = strawberry.field(
        description="Kinds of jobs that are not all done.", metadata={"list_size": len(JobKind)}
    )
    jobs_done_last_hour: int = strawberry.field(description="Jobs that ended well.")
    mails_failed_last_hour: int = strawberry.field(description="Mails that could not be sent.")
    triages_failed_last_hour: int = strawberry.field(description="Triage runs that failed.")
