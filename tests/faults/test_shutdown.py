"""SIGTERM: nothing new is taken, what runs is finished or given back, and the code is 0."""

import asyncio
import time

import httpx
import pytest

from domain.models import Job, Ticket
from domain.vocabulary import JobKind, JobState
from tests.domain.spine import until
from tests.e2e.clients import Http, make_person, open_socket
from tests.e2e.processes import LiveDesk
from tests.faults.desks import slow_model


@pytest.fixture(params=["embedded", "production"])
def desk(request: pytest.FixtureRequest) -> LiveDesk:
    desk: LiveDesk = request.getfixturevalue(request.param)
    return desk


async def test_sockets_are_told_1001_and_the_exit_code_is_0(desk: LiveDesk) -> None:
    api = desk.apis[0]
    async with desk.database():
        person = await make_person(desk)
        async with open_socket(api, person.token) as busy, open_socket(api, person.token) as idle:
            await busy.follow()
            api.terminate()
            ends = await asyncio.gather(busy.closed(within_s=10), idle.closed(within_s=10))
        assert [code for code, _ in ends] == [1001, 1001]
        assert await asyncio.to_thread(api.wait) == 0
    assert api.readiness() == "gone"
    assert "Traceback" not in api.tail()


async def test_answers_that_are_under_way_are_given(desk: LiveDesk) -> None:
    """Each ticket whose creation was answered is there, and none is there by half."""
    api = desk.apis[0]
    async with desk.database():
        person = await make_person(desk)
        made: list[str] = []

        async def create_on() -> None:
            async with Http(api, person.token) as http:
                while True:
                    try:
                        made.append(await http.create_ticket())
                    except httpx.HTTPError:
                        return

        creating = [asyncio.create_task(create_on()) for _ in range(5)]
        await until(lambda: len(made) >= 20)
        api.terminate()
        await asyncio.gather(*creating)
        assert await asyncio.to_thread(api.wait) == 0
        there = {str(ticket.id) for ticket in await Ticket.all()}
        assert set(made) <= there
        jobs = await Job.filter(kind=JobKind.TRIAGE)
        assert {job.ticket_id for job in jobs} == there


@pytest.mark.parametrize(
    "desk", ["embedded", pytest.param("production", marks=pytest.mark.scale)], indirect=True
)
async def test_a_job_that_does_not_end_in_time_is_given_back_and_due_at_once(
    desk: LiveDesk, model_port: int
) -> None:
    """The grace is 10 s embedded, 20 s for a worker."""
    runner = desk.workers[0] if desk.workers else desk.apis[0]
    async with desk.database(), slow_model(model_port) as model:
        person = await make_person(desk)
        async with Http(desk.apis[0], person.token) as http:
            await http.create_ticket()
        await until(lambda: model.asked >= 1)
        started = time.monotonic()
        runner.terminate()
        assert await asyncio.to_thread(runner.wait) == 0
        print(f"{desk.mode}: ended {time.monotonic() - started:.1f} s after SIGTERM")
        [job] = await Job.filter(kind=JobKind.TRIAGE)
        assert (job.state, job.attempts, job.lease_token) == (JobState.PENDING, 0, None)


async def test_a_job_that_ends_in_time_is_finished(desk: LiveDesk, model_port: int) -> None:
    runner = desk.workers[0] if desk.workers else desk.apis[0]
    async with desk.database(), slow_model(model_port) as model:
        person = await make_person(desk)
        async with Http(desk.apis[0], person.token) as http:
            await http.create_ticket()
        await until(lambda: model.asked >= 1)
        runner.terminate()
        model.may_answer.set()
        assert await asyncio.to_thread(runner.wait) == 0
        [job] = await Job.filter(kind=JobKind.TRIAGE)
        assert job.state is JobState.DONE
