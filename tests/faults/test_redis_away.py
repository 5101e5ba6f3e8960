"""Redis stopped, flushed and started again: tickets are taken and jobs run all the time."""

import asyncio
import time

import pytest

from domain.models import Event, Job, Mail, Ticket, TriageRun
from domain.vocabulary import EventKind, JobKind, JobState, Role, TriageStatus
from tests.domain.spine import until
from tests.e2e.clients import Http, make_person, open_socket
from tests.e2e.processes import LiveDesk
from tests.faults.test_worker_killed import all_is_done

SOON_S = 5.0


async def triaged(ticket_id: str) -> bool:
    run = await TriageRun.get_or_none(ticket_id=ticket_id)
    return run is not None and run.status is TriageStatus.COMPLETED


async def use_desk(desk: LiveDesk, staff: str, own: str, for_s: float) -> list[float]:
    """Tickets by one API process, watched at the other: seconds until each was triaged."""
    waits = []
    async with (
        Http(desk.apis[0], own) as http,
        open_socket(desk.apis[1], staff) as socket,
    ):
        await socket.follow(after=await http.position(), pick="kind ticketId")
        until_time = time.monotonic() + for_s
        while time.monotonic() < until_time:
            started = time.monotonic()
            ticket_id = await http.create_ticket("Printer jams", description="Page after page.")
            assert time.monotonic() - started < SOON_S
            async with asyncio.timeout(SOON_S * 2):
                event = await socket.event()
                while (event["kind"], event["ticketId"]) != ("TRIAGE_COMPLETED", ticket_id):
                    event = await socket.event()
            waits.append(time.monotonic() - started)
    return waits


async def inflict(desk: LiveDesk, away_s: float) -> None:
    assert desk.redis is not None
    staff, own = await make_person(desk, Role.MODERATOR), await make_person(desk)
    with_redis = await use_desk(desk, staff.token, own.token, 2)
    await asyncio.to_thread(desk.redis.stop)
    without = await use_desk(desk, staff.token, own.token, away_s)
    assert max(without) < SOON_S
    assert {api.readiness() for api in desk.apis} == {"degraded"}
    await asyncio.to_thread(desk.redis.start)
    await asyncio.to_thread(desk.redis.flush)
    await until(lambda: is_healthy(desk), within_s=30)
    again = await use_desk(desk, staff.token, own.token, 2)
    for name, waits in (("with", with_redis), ("without", without), ("with again", again)):
        worst = f"median {sorted(waits)[len(waits) // 2]:.2f} s, worst {max(waits):.2f} s"
        print(f"{name} Redis: {len(waits)} tickets, created to triaged {worst}")
    await until(all_is_done, within_s=30)
    await expect_each_once(len(with_redis) + len(without) + len(again))


def is_healthy(desk: LiveDesk) -> bool:
    return {api.readiness() for api in desk.apis} == {"ok"}


async def expect_each_once(tickets: int) -> None:
    assert await Ticket.all().count() == tickets
    assert await TriageRun.filter(status=TriageStatus.COMPLETED).count() == tickets
    for kind in (EventKind.TICKET_CREATED, EventKind.TRIAGE_COMPLETED):
        assert await Event.filter(kind=kind).count() == tickets
    jobs = await Job.filter(kind=JobKind.TRIAGE)
    assert {job.state for job in jobs} == {JobState.DONE}
    assert {job.attempts for job in jobs} == {1}
    keys = [mail.key for mail in await Mail.all()]
    assert len(keys) == len(set(keys)) >= tickets


async def test_a_redis_that_goes_away_delays_and_loses_nothing(
    production_without_model: LiveDesk,
) -> None:
    async with production_without_model.database():
        await inflict(production_without_model, away_s=8)
    assert production_without_model.stop() == [0, 0, 0, 0]


@pytest.mark.scale
@pytest.mark.timeout(600)
async def test_five_minutes_without_redis_delay_and_lose_nothing(
    production_without_model: LiveDesk,
) -> None:
    async with production_without_model.database():
        await inflict(production_without_model, away_s=300)
