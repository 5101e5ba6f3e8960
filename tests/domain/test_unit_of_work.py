"""Rows, event and jobs in one transaction: all of it, or nothing."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from domain import unit_of_work
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.errors import ConstraintBroken, DomainError, ErrorCode, invalid
from domain.ids import new_id
from domain.models import Comment, Event, Job, Ticket, TriageRun, User
from domain.tickets import NewTicket, create_comment, create_ticket
from domain.unit_of_work import UnitOfWork, finish_running_work, transact, use_waker
from domain.vocabulary import JobKind, Role, Visibility
from tests.domain.spine import an_event, record, until
from tests.domain.valid_rows import make_category, make_tag, make_ticket, make_user


@dataclass
class Ears:
    """A waker that remembers what it was told."""

    told: list[tuple[bool, tuple[str, ...]]] = field(default_factory=list)

    def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None:
        self.told.append((events, job_ids))


@pytest.fixture
def ears() -> Iterator[Ears]:
    before = unit_of_work._runtime.waker
    ears = Ears()
    use_waker(ears)
    yield ears
    use_waker(before)


class Crash(Exception):
    """The process ends here, as far as the database can tell."""


class Statements:
    """Counts the statements of transactions, and may crash before one of them."""

    def __init__(self) -> None:
        self.count = 0
        self.crash_before: int | None = None

    def step(self) -> None:
        self.count += 1
        if self.count == self.crash_before:
            raise Crash


@pytest.fixture
def statements(db: str, monkeypatch: pytest.MonkeyPatch) -> Statements:
    """Watches every statement inside transactions, from the first to COMMIT."""
    counter = Statements()
    context = get_connection("default")._in_transaction()
    wrapper = type(getattr(context, "client", None) or context.connection)  # type: ignore[attr-defined]

    def watched(original: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*args: Any, **kwargs: Any) -> Any:
            counter.step()
            return await original(*args, **kwargs)

        return call

    names = ("execute_query", "execute_query_dict", "execute_insert", "execute_many", "commit")
    for name in names:
        monkeypatch.setattr(wrapper, name, watched(getattr(wrapper, name)))
    return counter


TABLES = (Ticket, Comment, Event, Job, TriageRun)


async def contents() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: await model.all().order_by("id").values() for model in TABLES}


async def desk() -> Actor:
    category, user = await make_category(), await make_user()
    category.is_default = True
    await category.save()
    await make_tag()
    return Actor(user_id=user.id, role=Role.MODERATOR)


async def small_ticket(uow: UnitOfWork) -> None:
    """Two rows, two events and two jobs."""
    ticket = await make_ticket()
    await Comment.create(
        id=new_id("cmt"),
        ticket_id=ticket.id,
        author_id=ticket.requester_id,
        body="x",
        created_at=uow.now,
    )
    for kind in (JobKind.TRIAGE, JobKind.NOTIFY):
        uow.record(an_event(ticket.id))
        uow.enqueue(kind, ticket.id)


async def real_ticket(uow: UnitOfWork) -> None:
    ticket = await create_ticket(uow, NewTicket("Help", "My printer burns", tags=("fire", "new")))
    await create_comment(uow, ticket.id, "Which one?", Visibility.PUBLIC)


@pytest.mark.parametrize("work", [small_ticket, real_ticket], ids=lambda work: work.__name__)
async def test_a_crash_before_any_statement_leaves_nothing(
    statements: Statements, ears: Ears, work: Callable[[UnitOfWork], Any]
) -> None:
    actor = await desk()
    before = await contents()
    crash_before = 1
    while True:
        statements.count, statements.crash_before = 0, crash_before
        try:
            await transact(work, actor)
            break
        except Crash:
            assert await contents() == before
            assert ears.told == []
        crash_before += 1
    assert crash_before > 6
    after = await contents()
    assert all(after[name] != before[name] for name in ("Ticket", "Comment", "Event", "Job"))
    assert len(ears.told) == 1


async def test_an_exception_in_the_work_undoes_all_of_it(db: str, ears: Ears) -> None:
    before = await contents()

    async def work(uow: UnitOfWork) -> None:
        await small_ticket(uow)
        raise invalid("No.", "title")

    with pytest.raises(DomainError) as caught:
        await transact(work, SYSTEM)
    assert caught.value.code is ErrorCode.INVALID
    assert await contents() == before
    assert ears.told == []


async def test_events_are_in_the_log_in_the_order_they_were_recorded(db: str) -> None:
    ids = await transact(record, SYSTEM, 20)
    rows = await Event.all().order_by("position")
    assert [row.id for row in rows] == ids
    assert len({row.position for row in rows}) == 20


async def test_an_event_knows_who_when_and_for_which_request(db: str) -> None:
    unit_of_work.correlation_id.set("request-1")

    async def work(uow: UnitOfWork) -> UnitOfWork:
        uow.record(an_event())
        uow.enqueue(JobKind.PRUNE, "x")
        return uow

    actor = Actor(user_id=new_id("usr"), role=Role.USER)
    uow = await transact(work, actor)
    event, job = await Event.get(), await Job.get()
    assert (event.actor_id, event.occurred_at) == (actor.user_id, uow.now)
    assert event.correlation_id == job.correlation_id == "request-1"
    assert event.occurred_at.utcoffset() is not None


async def test_after_the_commit_the_waker_hears_of_events_and_due_jobs_only(
    db: str, ears: Ears
) -> None:
    async def work(uow: UnitOfWork) -> list[Job]:
        uow.record(an_event())
        uow.enqueue(JobKind.PRUNE, "now")
        uow.enqueue(JobKind.PRUNE, "later", delay=timedelta(minutes=1))
        return uow.jobs

    async def nothing(uow: UnitOfWork) -> None:
        await User.all().using_db(uow.db).count()

    jobs = await transact(work, SYSTEM)
    await transact(nothing, ANONYMOUS)
    assert ears.told == [(True, (jobs[0].id,))]


async def test_a_job_with_a_known_key_is_ignored(db: str) -> None:
    async def work(uow: UnitOfWork) -> None:
        uow.enqueue(JobKind.PRUNE, "x")
        uow.enqueue(JobKind.PRUNE, "x")
        uow.enqueue(JobKind.TRIAGE, "x")

    await transact(work, SYSTEM)
    await transact(work, SYSTEM)
    assert sorted([job.key for job in await Job.all()]) == ["prune:x", "triage:x"]


async def test_a_caller_that_goes_away_does_not_stop_the_work(db: str) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()

    async def work(uow: UnitOfWork) -> None:
        uow.record(an_event())
        started.set()
        await go_on.wait()

    caller = asyncio.create_task(transact(work, SYSTEM))
    await started.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await Event.all().count() == 0
    go_on.set()
    await finish_running_work()
    assert await Event.all().count() == 1


async def test_shutdown_waits_for_works_that_start_meanwhile(db: str) -> None:
    first, second = asyncio.Event(), asyncio.Event()

    async def work(uow: UnitOfWork, gate: asyncio.Event) -> None:
        await gate.wait()
        uow.record(an_event())

    tasks = [asyncio.create_task(transact(work, SYSTEM, first))]
    await until(lambda: len(unit_of_work._runtime.running) == 1)
    ending = asyncio.create_task(finish_running_work())
    tasks.append(asyncio.create_task(transact(work, SYSTEM, second)))
    await until(lambda: len(unit_of_work._runtime.running) == 2)
    first.set()
    await tasks[0]
    assert not ending.done()
    second.set()
    await asyncio.gather(ending, *tasks)
    assert await Event.all().count() == 2


async def test_works_that_fail_unseen_leave_no_warning(db: str) -> None:
    async def work(uow: UnitOfWork) -> None:
        await asyncio.sleep(0)
        raise Crash

    caller = asyncio.create_task(transact(work, SYSTEM))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await finish_running_work()


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_a_deadlock_is_tried_again_and_both_works_get_through(db: str) -> None:
    users = [await make_user(), await make_user()]
    meeting = asyncio.Barrier(2)
    calls: list[str] = []

    async def work(uow: UnitOfWork, name: str, order: list[User]) -> None:
        calls.append(name)
        await User.filter(id=order[0].id).using_db(uow.db).update(name=name)
        if len(calls) <= 2:
            await meeting.wait()
        await User.filter(id=order[1].id).using_db(uow.db).update(name=name)
        uow.record(an_event())

    await asyncio.gather(
        transact(work, SYSTEM, "forth", users), transact(work, SYSTEM, "back", users[::-1])
    )
    assert len(calls) >= 3, "one of the two came back, and may have met the other again"
    assert len(set(await User.all().values_list("name", flat=True))) == 1
    assert await Event.all().count() == 2


async def test_an_error_of_the_work_is_not_tried_again(db: str) -> None:
    calls: list[str] = []

    async def work(uow: UnitOfWork) -> None:
        calls.append("once")
        raise Crash

    with pytest.raises(Crash):
        await transact(work, SYSTEM)
    assert calls == ["once"]


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_transactions_cut_off_at_any_moment_give_their_connections_back(db: str) -> None:
    """Without the shield that works have: the pool's 20 are all there afterwards."""
    luck = Random(3)

    async def bare() -> None:
        async with in_transaction() as transaction:
            uow = UnitOfWork(SYSTEM, transaction)
            await record(uow)
            await uow._flush()

    tasks = [asyncio.create_task(bare()) for _ in range(300)]
    for task in tasks:
        asyncio.get_running_loop().call_later(luck.uniform(0, 0.3), task.cancel)
    await asyncio.gather(*tasks, return_exceptions=True)
    all_inside = asyncio.Barrier(20)

    async def work(uow: UnitOfWork) -> str:
        await all_inside.wait()
        return uow.record(an_event())

    async with asyncio.timeout(5):
        ids = await asyncio.gather(*(transact(work, SYSTEM) for _ in range(20)))
    assert await Event.filter(id__in=ids).count() == 20


async def test_a_broken_constraint_is_an_error_that_its_cause_can_understand(db: str) -> None:
    ticket = await make_ticket()
    cases: list[tuple[dict[str, Any], ErrorCode]] = [
        ({"category_id": new_id("cat")}, ErrorCode.NOT_FOUND),
        ({"external_id": ticket.external_id}, ErrorCode.NOT_UNIQUE),
        ({"rating": 6}, ErrorCode.INVALID),
    ]
    other = await make_ticket()
    for values, code in cases:

        async def work(uow: UnitOfWork, values: dict[str, Any] = values) -> None:
            await Ticket.filter(id=other.id).using_db(uow.db).update(**values)

        with pytest.raises(ConstraintBroken) as caught:
            await transact(work, SYSTEM)
        assert (caught.value.code, caught.value.path) == (code, ("input",))
        assert "ticket" not in caught.value.message
