"""The harness keeps its own promises: fresh databases, real servers, no way out, no skipping."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from tortoise.connection import get_connection

from tests import guards
from tests.contract.containers import ROOT
from tests.servers.redis import RedisServer


@pytest.mark.parametrize("run", ["first", "second"])
async def test_every_test_gets_a_migrated_database_of_its_own(db: str, run: str) -> None:
    connection = get_connection("default")
    await connection.execute_script("CREATE TABLE left_behind (id INTEGER)")
    rows = await connection.execute_query_dict("SELECT count(*) AS tickets FROM ticket")
    assert rows[0]["tickets"] == 0
    assert connection.capabilities.dialect == db


@pytest.mark.parametrize("run", ["first", "second"])
def test_every_test_gets_an_empty_redis(redis_url: str, run: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == []
        client.set("left", "behind")


def test_a_redis_of_ones_own_can_be_stopped_flushed_and_started(redis_server: RedisServer) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("key", "value")
        redis_server.flush()
        assert client.keys() == []
        client.set("key", "value")
        redis_server.stop()
        with pytest.raises(redis.ConnectionError):
            client.get("key")
        redis_server.start()
        assert client.get("key") is None


async def test_no_test_reaches_another_machine(free_port: Callable[[], int]) -> None:
    with pytest.raises(guards.OutsideNetworkError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(guards.OutsideNetworkError):
        await asyncio.open_connection("deskwire.example", 80)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port()), timeout=1)


def test_a_test_that_hangs_is_ended() -> None:
    with pytest.raises(guards.TimeLimitError), guards.time_limit(0.05):
        signal.pause()


@pytest.mark.parametrize("mark", ["skip", "xfail"])
def test_a_run_that_leaves_a_test_out_fails(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "test_left_out.py"
    file.write_text(
        "import pytest\n\n"
        "def test_that_passes(): pass\n\n"
        f"@pytest.mark.{mark}\n"
        "def test_that_is_left_out(): assert False\n"
    )
    pytest_run = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "--rootdir",
        str(tmp_path),
    ]
    run = subprocess.run([*pytest_run, str(file)], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "test_left_out.py::test_that_is_left_out" in run.stdout


def test_servers_end_when_the_tests_are_killed(tmp_path: Path) -> None:
    file = tmp_path / "test_killed.py"
    file.write_text(
        "import os, signal\n\n"
        "def test_that_is_killed(redis_server):\n"
        f"    open({str(tmp_path / 'port')!r}, 'w').write(str(redis_server.port))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    pytest_run = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "--rootdir",
        str(tmp_path),
    ]
    run = subprocess.run([*pytest_run, str(file)], cwd=ROOT, capture_output=True)
    assert run.returncode == -signal.SIGKILL
    port = int((tmp_path / "port").read_text())
    deadline = time.monotonic() + 20
    while listens(port):
        assert time.monotonic() < deadline
        os.sched_yield()


def listens(port: int) -> bool:
    with socket.socket() as peer:
        return peer.connect_ex(("127.0.0.1", port)) == 0
