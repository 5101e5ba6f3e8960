"""The embedded database: no read waits for a transaction, and no lock is ever left behind."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from sqlite3 import Connection, connect

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from domain.actors import SYSTEM
from domain.database import close_database, open_database, sqlite
from domain.database.timeouts import unhurried, was_stopped
from domain.event_log import read_events
from domain.models import Event, Job
from domain.unit_of_work import UnitOfWork, finish_running_work, transact
from domain.vocabulary import JobKind
from tests.domain.spine import an_event, insert_events, running, scalar, write_events

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
CALLERS = 1_000


@contextmanager
def locked(file: Path) -> Iterator[Connection]:
    """The write lock, held on another connection."""
    with closing(connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deskwire.db"


async def test_the_file_is_in_wal_mode_with_foreign_keys(db: str) -> None:
    assert await scalar("PRAGMA journal_mode") == "wal"
    assert await scalar("PRAGMA foreign_keys") == 1
    async with in_transaction() as transaction:
        [row] = await transaction.execute_query_dict("PRAGMA foreign_keys")
        assert list(row.values()) == [1]


async def test_a_read_does_not_wait_for_an_open_transaction(db: str) -> None:
    await write_events(3)
    written, go_on = asyncio.Event(), asyncio.Event()

    async def work(uow: UnitOfWork) -> None:
        await insert_events(uow, ["evt_open"])
        written.set()
        await go_on.wait()

    async with running(transact(work, SYSTEM)) as writing:
        await written.wait()
        started = time.perf_counter()
        assert len(await read_events(0)) == 3
        assert time.perf_counter() - started < 0.5
        assert not writing.done()
        go_on.set()
        await writing
    assert len(await read_events(0)) == 4


async def test_one_transaction_waits_for_the_other(db: str) -> None:
    inside: list[int] = []

    async def work(uow: UnitOfWork) -> None:
        inside.append(1)
        assert len(inside) == 1
        await Event.all().using_db(uow.db).count()
        await asyncio.sleep(0)
        inside.pop()
        uow.record(an_event())

    await asyncio.gather(*(transact(work, SYSTEM) for _ in range(50)))
    assert await Event.all().count() == 50


async def one_ticket_like(uow: UnitOfWork) -> None:
    """One event and one job; together, or not at all."""
    await Event.all().using_db(uow.db).count()
    await asyncio.sleep(0)
    event_id = uow.record(an_event())
    uow.enqueue(JobKind.PRUNE, event_id)


async def test_a_thousand_callers_that_go_away_leave_the_database_answering(db: str) -> None:
    luck = Random(5)
    callers = [asyncio.create_task(transact(one_ticket_like, SYSTEM)) for _ in range(CALLERS)]
    loop = asyncio.get_running_loop()
    for caller in luck.sample(callers, CALLERS):
        loop.call_later(luck.uniform(0, 1.5), caller.cancel)
    ends = await asyncio.gather(*callers, return_exceptions=True)
    assert any(isinstance(end, asyncio.CancelledError) for end in ends)
    await finish_running_work()
    await expect_whole_works(at_least=CALLERS)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_transactions_cut_off_at_any_moment_leave_no_lock(db: str, seed: int) -> None:
    """Without the shield that units of work have: BEGIN, statements and COMMIT are cancelled."""
    luck = Random(seed)

    async def bare() -> None:
        async with in_transaction() as transaction:
            uow = UnitOfWork(SYSTEM, transaction)
            await one_ticket_like(uow)
            await uow._flush()

    tasks = [asyncio.create_task(bare()) for _ in range(300)]
    loop = asyncio.get_running_loop()
    for task in tasks:
        loop.call_later(luck.uniform(0, 0.4), task.cancel)
    await asyncio.gather(*tasks, return_exceptions=True)
    await expect_whole_works()


async def expect_whole_works(at_least: int = 0) -> None:
    before = await Event.all().count()
    async with asyncio.timeout(5):
        await transact(one_ticket_like, SYSTEM)
    assert await Event.all().count() == before + 1 > at_least
    events = {event.id for event in await Event.all()}
    assert {job.key.removeprefix("prune:") for job in await Job.all()} == events
    client = get_connection("default")
    assert isinstance(client, sqlite.EmbeddedClient)
    assert not client._transaction_lock().locked()
    assert client._writer is not None
    assert client._writer._connection is not None
    assert not client._writer._connection.in_transaction


async def test_a_lock_that_another_process_gives_back_is_waited_for(db: str, file: Path) -> None:
    with locked(file) as other:
        async with running(transact(one_ticket_like, SYSTEM)) as writing:
            done, _ = await asyncio.wait({writing}, timeout=0.3)
            assert not done
            assert await read_events(0) == []
            other.rollback()
            await writing
    await expect_whole_works(at_least=1)


async def test_a_lock_that_never_comes_back_is_an_error_soon_and_for_all_at_once(
    db: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOCK_TIMEOUT_S", 0.1)
    with locked(file):
        started = time.perf_counter()
        ends = await asyncio.gather(
            *(transact(one_ticket_like, SYSTEM) for _ in range(100)), return_exceptions=True
        )
        assert time.perf_counter() - started < 10
        assert {type(end) for end in ends} == {OperationalError}
        assert await Event.all().count() == 0
    await expect_whole_works(at_least=0)


async def test_after_a_commit_that_failed_the_next_transaction_begins(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_wrapper: object) -> None:
        raise OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(sqlite._Wrapper, "commit", fail)
        with pytest.raises(OperationalError, match="disk"):
            await transact(one_ticket_like, SYSTEM)
    assert await Event.all().count() == 0
    await expect_whole_works()


async def test_jobs_have_more_time_for_a_statement_than_requests(database_url: str) -> None:
    slow = (
        "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted "
        "WHERE n < 1000000) SELECT count(*) FROM counted"
    )
    await open_database(database_url, statement_timeout_s=0.01)
    try:
        with pytest.raises(OperationalError) as stopped:
            await scalar(slow)
        assert was_stopped(stopped.value)
        token = unhurried.set(True)
        assert await scalar(slow) == 1_000_000
        unhurried.reset(token)
    finally:
        await close_database()
