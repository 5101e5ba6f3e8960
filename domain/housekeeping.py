"""What time alone does: closing what is resolved, forgetting what is old."""

from datetime import timedelta

from domain.event_log import prune_events
from domain.job_queue import prune_jobs
from domain.models import Event, OneTimeToken, Session, TriageBatch
from domain.settings import Settings
from domain.tickets import close_if_still_resolved
from domain.unit_of_work import UnitOfWork

# An ended session stays in the user's list for a while.
ENDED_SESSIONS = timedelta(days=30)
USED_LINKS = timedelta(days=7)


async def close_resolved(uow: UnitOfWork, ticket_id: str, version: int) -> None:
    """Close a ticket that has stayed resolved since `version`; else do nothing."""
    await close_if_still_resolved(uow, ticket_id, version)


async def prune(uow: UnitOfWork, settings: Settings) -> None:
    """Delete events, done jobs and batches, sessions and links that are past their time."""
    retention = uow.now - timedelta(days=settings.event_retention_days)
    old = Event.filter(occurred_at__lt=retention, position__isnull=False).using_db(uow.db)
    newest = await old.order_by("-position").first()
    if newest is not None and newest.position is not None:
        await prune_events(uow, newest.position)
    finished_before = uow.now - timedelta(days=settings.job_retention_days)
    await prune_jobs(uow, finished_before)
    await TriageBatch.filter(finished_at__lt=finished_before).using_db(uow.db).delete()
    ended = uow.now - ENDED_SESSIONS
    await Session.filter(expires_at__lt=ended).using_db(uow.db).delete()
    await Session.filter(revoked_at__lt=ended).using_db(uow.db).delete()
    await OneTimeToken.filter(expires_at__lt=uow.now - USED_LINKS).using_db(uow.db).delete()
