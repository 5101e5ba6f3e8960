"""What time alone does."""

from datetime import timedelta

from domain import clock, tickets
from domain.actors import SYSTEM
from domain.housekeeping import prune
from domain.ids import new_id
from domain.models import Event, Job, OneTimeToken, Session, Ticket
from domain.unit_of_work import transact
from domain.vocabulary import JobKind, JobState, OneTimePurpose, TicketStatus
from jobs.run_job import run_job
from tests.domain.factories import make_ticket, open_desk
from tests.jobs.support import enqueue, make_services, make_settings


async def test_a_resolved_ticket_closes_when_its_time_has_come_unless_reopened(db: str) -> None:
    desk = await open_desk()
    stays, reopened = [await make_ticket(desk, title=title) for title in ("a", "b")]
    for ticket in (stays, reopened):
        await transact(tickets.resolve_ticket, desk.admin, ticket.id)
    await transact(tickets.reopen_ticket, desk.requester, reopened.id)
    jobs = await Job.filter(kind=JobKind.CLOSE_RESOLVED)
    assert len(jobs) == 2
    for job in jobs:
        assert job.run_at > clock.now() + timedelta(days=6)
        assert not await run_job(job.id, make_services())
        await Job.filter(id=job.id).update(run_at=clock.now() - timedelta(seconds=1))
        assert await run_job(job.id, make_services())
    assert (await Ticket.get(id=stays.id)).status is TicketStatus.CLOSED
    assert (await Ticket.get(id=reopened.id)).status is not TicketStatus.CLOSED


async def test_pruning_forgets_what_is_past_its_time_and_nothing_else(db: str) -> None:
    desk = await open_desk()
    old, new = [await make_ticket(desk, title=title) for title in ("old", "new")]
    long_ago, user_id = clock.now() - timedelta(days=400), desk.requester.user_id
    await Event.filter(ticket_id=old.id).update(occurred_at=long_ago)
    await Job.filter(ticket_id=old.id).update(state=JobState.DONE, finished_at=long_ago)
    times = {"created_at": long_ago, "expires_at": long_ago}
    await Session.create(id=new_id("ses"), user_id=user_id, rotated_at=long_ago, **times)
    live = await Session.create(
        id=new_id("ses"),
        user_id=user_id,
        rotated_at=long_ago,
        created_at=long_ago,
        expires_at=clock.now() + timedelta(days=1),
    )
    await OneTimeToken.create(
        id=new_id("ott"),
        user_id=user_id,
        purpose=OneTimePurpose.PASSWORD_RESET,
        token_hash="h",
        **times,
    )
    await transact(prune, SYSTEM, make_settings())
    assert not await Event.filter(ticket_id=old.id).exists()
    assert await Event.filter(ticket_id=new.id).exists()
    assert not await Job.filter(ticket_id=old.id).exists()
    assert await Job.filter(ticket_id=new.id).exists()
    assert [session.id for session in await Session.all()] == [live.id]
    assert not await OneTimeToken.exists()


async def test_once_a_day_the_desk_learns_from_what_was_set_without_a_review(db: str) -> None:
    pruning = await enqueue("today", JobKind.PRUNE)
    assert await run_job(pruning.id, make_services())
    assert (await Job.get(kind=JobKind.TRAIN)).state is JobState.PENDING
