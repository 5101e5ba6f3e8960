"""kill -9 of a worker in the middle of a job: another ends it, once, within a minute."""

import asyncio
import time
from datetime import timedelta

import pytest

from domain.clock import now
from domain.models import Event, Job, Mail, Ticket, TriageRun
from domain.vocabulary import EventKind, JobKind, JobState, Role, TriageStatus
from tests.domain.spine import until
from tests.e2e.clients import Http, make_person
from tests.e2e.processes import LiveDesk
from tests.faults.desks import slow_model


async def is_done(kind: JobKind) -> bool:
    rows = await Job.filter(kind=kind)
    return bool(rows) and all(row.state is JobState.DONE for row in rows)


async def all_is_done() -> bool:
    """Nothing runs, and nothing is due within the hour but learning, which has its own time."""
    due = Job.filter(run_at__lt=now() + timedelta(hours=1)).exclude(kind=JobKind.TRAIN)
    return not await due.exclude(state=JobState.DONE).exists()


@pytest.mark.timeout(150)
async def test_a_killed_workers_job_is_done_once_by_another_within_a_minute(
    production: LiveDesk, model_port: int
) -> None:
    async with production.database(), slow_model(model_port) as model:
        person = await make_person(production)
        await make_person(production, Role.MODERATOR, skills=["Hardware", "Software"])
        async with Http(production.apis[0], person.token) as http:
            ticket_id = await http.create_ticket("Printer jams", description="The printer jams.")
        await until(lambda: model.asked == 1)
        [job] = await Job.filter(kind=JobKind.TRIAGE)
        assert job.state is JobState.RUNNING
        production.workers[0].kill()
        killed_at = time.monotonic()
        other = production.start_worker()
        model.may_answer.set()
        await until(lambda: is_done(JobKind.TRIAGE), within_s=60)
        print(f"done {time.monotonic() - killed_at:.1f} s after the kill")
        assert time.monotonic() - killed_at < 60
        await until(all_is_done, within_s=20)
        await expect_one_result(ticket_id)
        assert await asyncio.to_thread(other.stop) == 0


async def expect_one_result(ticket_id: str) -> None:
    [job] = await Job.filter(kind=JobKind.TRIAGE)
    assert job.attempts == 2
    [run] = await TriageRun.filter(ticket_id=ticket_id)
    assert run.status is TriageStatus.COMPLETED
    kinds = [event.kind for event in await Event.filter(ticket_id=ticket_id)]
    for kind in (EventKind.TICKET_CREATED, EventKind.TRIAGE_COMPLETED):
        assert kinds.count(kind) == 1, kind
    assert kinds.count(EventKind.TICKET_ASSIGNED) + kinds.count(EventKind.TICKET_QUEUED) == 1
    keys = [mail.key for mail in await Mail.filter(ticket_id=ticket_id)]
    assert keys
    assert len(keys) == len(set(keys))
    assert (await Ticket.get(id=ticket_id)).version >= 1


async def test_a_killed_embedded_server_takes_its_jobs_up_again(
    embedded: LiveDesk, model_port: int
) -> None:
    async with slow_model(model_port) as model:
        async with embedded.database():
            person = await make_person(embedded)
            async with Http(embedded.apis[0], person.token) as http:
                ticket_id = await http.create_ticket("Printer jams")
            await until(lambda: model.asked == 1)
        embedded.apis[0].kill()
        again = embedded.start_api()
        model.may_answer.set()
        async with embedded.database():
            # As if the 30 s of the lease had passed.
            await Job.filter(state=JobState.RUNNING).update(lease_until=now() - timedelta(hours=1))
            await until(lambda: is_done(JobKind.TRIAGE), within_s=30)
            await until(all_is_done, within_s=20)
            await expect_one_result(ticket_id)
        assert await asyncio.to_thread(again.stop) == 0
