"""Several processes on one SQLite file, as when a command runs beside the server."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from tortoise.exceptions import OperationalError

from domain.actors import SYSTEM
from domain.database import sqlite
from domain.event_log import read_events
from domain.unit_of_work import transact
from tests.domain.spine import record, running, until, write_events
from tests.domain.test_event_log import ResumingReader

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
ROOT = Path(__file__).parents[2]
EVENTS = 300


@asynccontextmanager
async def other_process(url: str, *arguments: str) -> AsyncIterator[Process]:
    """Started, and at the point where it says that it is ready."""
    module = "tests.faults.sqlite_writer"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, url, *arguments, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_resuming_reader_misses_none_of_two_writing_processes(
    db: str, database_url: str
) -> None:
    reader = ResumingReader()
    async with (
        other_process(database_url, "write", str(EVENTS)) as one,
        other_process(database_url, "write", str(EVENTS)) as two,
        running(reader.read_on()),
    ):
        ends = await asyncio.gather(one.communicate(b"go\n"), two.communicate(b"go\n"))
        written = [set(json.loads(out)) for out, _ in ends]
        assert [len(ids) for ids in written] == [EVENTS, EVENTS]
        await until(lambda: len(reader.seen) >= 2 * EVENTS)
    positions = [position for position, _ in reader.seen]
    assert positions == sorted(set(positions))
    writers = [next(i for i, ids in enumerate(written) if it in ids) for _, it in reader.seen]
    assert len(writers) == 2 * EVENTS
    turns = sum(before != after for before, after in pairwise(writers))
    assert turns > 20, "the two should have written in turn"


@pytest.mark.parametrize("seconds", ["2", "5"])
async def test_a_lock_held_by_another_process_is_waited_out(
    db: str, database_url: str, seconds: str
) -> None:
    """Reads go on meanwhile; works wait, and all of them are done in the end."""
    await write_events(1)
    async with other_process(database_url, "hold", seconds):
        started = time.perf_counter()
        works = [asyncio.create_task(transact(record, SYSTEM)) for _ in range(20)]
        await asyncio.sleep(0)
        before_read = time.perf_counter()
        assert len(await read_events(0)) == 1
        assert time.perf_counter() - before_read < 0.5
        await asyncio.gather(*works)
        assert time.perf_counter() - started < float(seconds) + 3
    assert len(await read_events(0)) == 21


async def test_a_lock_that_is_held_for_too_long_is_an_error_in_time_and_the_desk_answers_again(
    db: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOCK_TIMEOUT_S", 0.2)
    async with other_process(database_url, "hold", "60") as holder:
        started = time.perf_counter()
        works = (transact(record, SYSTEM) for _ in range(20))
        ends = await asyncio.gather(*works, return_exceptions=True)
        assert {type(end) for end in ends} == {OperationalError}
        assert time.perf_counter() - started < 10
        assert await read_events(0) == []
        holder.kill()
        await holder.wait()
        await transact(record, SYSTEM)
    assert len(await read_events(0)) == 1


async def test_a_process_that_is_killed_in_a_transaction_leaves_no_lock(
    db: str, database_url: str
) -> None:
    async with other_process(database_url, "hold", "60") as holder:
        work = asyncio.create_task(transact(record, SYSTEM))
        done, _ = await asyncio.wait({work}, timeout=0.2)
        assert not done
        holder.kill()
        await work
    assert len(await read_events(0)) == 1
