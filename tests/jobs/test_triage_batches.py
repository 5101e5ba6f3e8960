"""Triage of many tickets: each once, with errors of its own, whatever becomes of the workers."""

import asyncio
from datetime import timedelta

import pytest

from domain import limits, tickets
from domain.actors import SYSTEM
from domain.errors import ErrorCode, PermanentError
from domain.job_queue import claim_job, sweep_expired_leases
from domain.models import Event, Job, Ticket, TriageBatch, TriageBatchItem, TriageRun
from domain.tickets import TicketChanges
from domain.triage import batches
from domain.triage.batches import cancel_batch, start_batch
from domain.triage.values import Outcome, TriageTask
from domain.unit_of_work import transact
from domain.vocabulary import (
    BatchItemState,
    BatchStatus,
    EventKind,
    JobKind,
    JobState,
    Priority,
    TicketStatus,
    TriageStatus,
)
from jobs.handlers import triage as handlers
from jobs.run_job import run_claimed, run_job
from tests.domain.factories import (
    Desk,
    make_ticket,
    make_ticket_in,
    open_desk,
    refused,
)
from tests.jobs.support import make_services


async def triaged_tickets(desk: Desk, count: int) -> list[Ticket]:
    """Tickets whose first triage is over."""
    made = [await make_ticket(desk, title=f"Ticket {number}") for number in range(count)]
    await run_triage_jobs()
    return made


async def pending_triage() -> list[str]:
    due = Job.filter(kind=JobKind.TRIAGE, state=JobState.PENDING).order_by("id")
    return [str(id) for id in await due.values_list("id", flat=True)]


async def run_triage_jobs() -> int:
    """Run all triage that is due, and what it makes due; the most jobs that waited at once."""
    most = 0
    while ids := await pending_triage():
        most = max(most, len(ids))
        await run_job(ids[0], make_services())
    return most


async def start(desk: Desk, made: list[Ticket]) -> TriageBatch:
    return await transact(start_batch, desk.admin, [ticket.id for ticket in made], None)


async def errors_of(batch: TriageBatch) -> dict[str, str | None]:
    failed = TriageBatchItem.filter(batch_id=batch.id, state=BatchItemState.FAILED)
    return {item.ticket_id: item.error for item in await failed}


async def kinds_of(batch: TriageBatch) -> list[EventKind]:
    events = await Event.filter(subject_id=batch.id).order_by("position")
    return [event.kind for event in events]


async def test_each_ticket_is_triaged_once_and_few_wait_in_the_queue_at_a_time(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "IN_FLIGHT", 2)
    desk = await open_desk()
    made = await triaged_tickets(desk, 5)
    batch = await start(desk, [*made, made[0]])
    assert (batch.status, batch.total, batch.done) == (BatchStatus.RUNNING, 5, 0)
    assert await run_triage_jobs() == 2
    batch = await TriageBatch.get(id=batch.id)
    assert (batch.status, batch.done, batch.failed) == (BatchStatus.COMPLETED, 5, 0)
    assert batch.finished_at is not None
    for ticket in made:
        assert await TriageRun.filter(ticket_id=ticket.id).count() == 2
    assert await kinds_of(batch) == [
        EventKind.TRIAGE_BATCH_STARTED,
        EventKind.TRIAGE_BATCH_COMPLETED,
    ]
    completed = await Event.filter(kind=EventKind.TRIAGE_COMPLETED).order_by("-position").first()
    assert completed is not None
    assert completed.data["batchIds"] == [batch.id]


async def test_a_triage_that_is_queued_anyway_serves_the_batch_too(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    batch = await start(desk, [ticket])
    await run_triage_jobs()
    assert (await TriageBatch.get(id=batch.id)).done == 1
    assert await TriageRun.filter(ticket_id=ticket.id).count() == 1


async def test_a_ticket_that_fails_is_told_and_the_others_go_on(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "IN_FLIGHT", 1)
    desk = await open_desk()
    made = await triaged_tickets(desk, 4)
    bad, erased, later = made[0], made[1], made[2]
    think = handlers.think

    async def think_or_fail(task: TriageTask, *given: object) -> Outcome:
        if task.ticket_id == bad.id:
            raise PermanentError("The disk is full.")
        return await think(task, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(handlers, "think", think_or_fail)
    batch = await start(desk, made)
    await transact(tickets.delete_ticket, desk.admin, later.id)
    queued = await TriageBatchItem.get(batch_id=batch.id, state=BatchItemState.RUNNING)
    assert queued.ticket_id == bad.id
    [job] = await pending_triage()
    await run_job(job, make_services())
    await transact(tickets.delete_ticket, desk.admin, erased.id)
    await run_triage_jobs()
    batch = await TriageBatch.get(id=batch.id)
    assert (batch.status, batch.done, batch.failed) == (BatchStatus.COMPLETED, 1, 3)
    assert await errors_of(batch) == {
        bad.id: "PermanentError: The disk is full.",
        erased.id: "The ticket was deleted.",
        later.id: "There is no such ticket.",
    }


async def test_a_dead_workers_ticket_is_counted_once(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await open_desk()
    batch = await start(desk, await triaged_tickets(desk, 1))
    [job_id] = await pending_triage()
    claimed = await transact(claim_job, SYSTEM, job_id)
    assert claimed is not None
    job = await Job.get(id=job_id)
    assert job.lease_until is not None
    await Job.filter(id=job_id).update(lease_until=job.lease_until - timedelta(minutes=5))
    assert await transact(sweep_expired_leases, SYSTEM) == 1
    assert await run_job(job_id, make_services())
    # The first one was only slow, and comes too late.
    await run_claimed(claimed, make_services())
    batch = await TriageBatch.get(id=batch.id)
    assert (batch.status, batch.done) == (BatchStatus.COMPLETED, 1)


async def test_many_workers_at_once_count_every_ticket(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "IN_FLIGHT", 4)
    desk = await open_desk()
    batch = await start(desk, await triaged_tickets(desk, 12))
    while ids := await pending_triage():
        await asyncio.gather(*(run_job(id, make_services()) for id in ids))
    batch = await TriageBatch.get(id=batch.id)
    assert (batch.status, batch.done, batch.failed) == (BatchStatus.COMPLETED, 12, 0)


async def test_a_moderator_triages_what_he_may_work_on_and_is_told_the_rest(db: str) -> None:
    desk = await open_desk()
    (mine,) = await triaged_tickets(desk, 1)
    others = await make_ticket_in(desk, TicketStatus.IN_PROGRESS, assigned=True)
    await run_triage_jobs()
    gone = "tkt_00000000000000000000000000"
    ids = [mine.id, others.id, gone]
    batch = await transact(start_batch, desk.other_moderator, ids, None)
    await run_triage_jobs()
    batch = await TriageBatch.get(id=batch.id)
    assert (batch.done, batch.failed) == (1, 2)
    assert await errors_of(batch) == {
        others.id: "Moderators triage tickets that are unassigned or their own.",
        gone: "There is no such ticket.",
    }


async def test_a_batch_with_nothing_left_to_do_is_over_at_once(db: str) -> None:
    desk = await open_desk()
    gone = ["tkt_00000000000000000000000000"]
    batch = await transact(start_batch, desk.admin, gone, None)
    assert (batch.status, batch.failed) == (BatchStatus.COMPLETED, 1)


async def test_cancelled_it_finishes_what_is_under_way_and_leaves_the_rest(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "IN_FLIGHT", 1)
    desk = await open_desk()
    made = await triaged_tickets(desk, 3)
    batch = await start(desk, made)
    await refused(transact(cancel_batch, desk.moderator, batch.id), ErrorCode.FORBIDDEN)
    cancelled = await transact(cancel_batch, desk.admin, batch.id)
    assert cancelled.status is BatchStatus.CANCELLED
    await transact(cancel_batch, desk.admin, batch.id)
    await run_triage_jobs()
    batch = await TriageBatch.get(id=batch.id)
    assert (batch.status, batch.done, batch.failed) == (BatchStatus.CANCELLED, 1, 0)
    states = (
        TriageBatchItem.filter(batch_id=batch.id).order_by("id").values_list("state", flat=True)
    )
    assert sorted(await states) == ["CANCELLED", "CANCELLED", "DONE"]
    assert (await kinds_of(batch)).count(EventKind.TRIAGE_BATCH_CANCELLED) == 1


async def test_a_filter_names_the_tickets_too(db: str) -> None:
    desk = await open_desk()
    made = await triaged_tickets(desk, 2)
    changes = TicketChanges(priority=Priority.CRITICAL)
    await transact(tickets.update_ticket, desk.admin, made[0].id, changes)
    like = {"priority": {"eq": Priority.CRITICAL}}
    batch = await transact(start_batch, desk.admin, None, like)
    (item,) = await TriageBatchItem.filter(batch_id=batch.id)
    assert item.ticket_id == made[0].id
    nobody = {"title": {"eq": "No such title"}}
    await refused(transact(start_batch, desk.admin, None, nobody), ErrorCode.REQUIRED)


async def test_what_is_too_much_or_makes_no_sense_is_refused(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await open_desk()
    (ticket,) = await triaged_tickets(desk, 1)
    ids = [ticket.id]
    await refused(transact(start_batch, desk.requester, ids, None), ErrorCode.FORBIDDEN)
    await refused(transact(start_batch, desk.admin, None, None), ErrorCode.BAD_REQUEST)
    await refused(transact(start_batch, desk.admin, ids, {}), ErrorCode.BAD_REQUEST)
    await refused(transact(start_batch, desk.admin, [], None), ErrorCode.REQUIRED)
    await refused(transact(start_batch, desk.admin, ["x"], None), ErrorCode.NOT_FOUND)
    many = [f"tkt_{number:026}" for number in range(limits.MAX_TRIAGE_BATCH + 1)]
    await refused(transact(start_batch, desk.admin, many, None), ErrorCode.TOO_LONG)
    monkeypatch.setattr(batches, "MAX_RUNNING", 1)
    await transact(start_batch, desk.admin, ids, None)
    await refused(transact(start_batch, desk.admin, ids, None), ErrorCode.OUT_OF_RANGE)


async def test_a_thousand_are_begun_in_one_short_transaction(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    ids = [ticket.id, *(f"tkt_{number:026}" for number in range(999))]
    batch = await transact(start_batch, desk.admin, ids, None)
    assert (batch.total, batch.failed) == (1_000, 999)
    assert await TriageRun.filter(ticket_id=ticket.id, status=TriageStatus.QUEUED).count() == 1
