"""Fixtures that every test may ask for: both databases, Redis, ports; and the guards."""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import settings

from tests import guards, servers
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer, SharedRedis

# The same examples each time judge a change; `--hypothesis-profile=default` draws new ones.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The session's PostgreSQL; `create_empty_database()` gives a database without tables."""
    server = servers.start_postgres()
    yield server
    server.close()


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[SharedRedis]:
    server = servers.start_redis()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; a test that uses this runs once for each."""
    return str(request.param)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied and never opened."""
    import asyncio

    from domain.database import migrate

    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    with closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(migrate(_sqlite_url(file)))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database of this test's own."""
    if dialect == "sqlite":
        file = tmp_path / "deskwire.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield _sqlite_url(file)
        return
    from domain.database import migrate

    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database(migrate)
    yield url
    server.drop_database(url)


@pytest.fixture
async def db(dialect: str, database_url: str) -> AsyncIterator[str]:
    """Opens this test's database for the models; gives its dialect."""
    from domain.database import close_database, open_database

    await open_database(database_url)
    try:
        yield dialect
    finally:
        await close_database()


@pytest.fixture
def redis_url(shared_redis: SharedRedis) -> str:
    """The URL of an empty logical database. Publish and subscribe are shared by all of them."""
    return shared_redis.empty_database()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis of this test's own, running, which it may stop and start again."""
    server = RedisServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def free_port() -> Callable[[], int]:
    return servers.free_port


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """The program that browser tests hand to Playwright as `executable_path`."""
    return servers.browser_path()


def _sqlite_url(file: Path) -> str:
    return f"sqlite://{quote(str(file))}"


_left_out: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"timeout(seconds): the limit of this test, {guards.TIME_LIMIT_SECONDS:g} if unset",
    )
    guards.forget_the_surroundings()
    guards.refuse_outside_network()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with guards.time_limit(guards.TIME_LIMIT_SECONDS):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    marker = item.get_closest_marker("timeout")
    with guards.time_limit(marker.args[0] if marker else guards.TIME_LIMIT_SECONDS):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    with guards.time_limit(guards.TIME_LIMIT_SECONDS):
        return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or hasattr(report, "wasxfail"):
        _left_out.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _left_out.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _left_out and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        terminalreporter.section("skipped or expected to fail: not allowed here", red=True)
        for nodeid in _left_out:
            terminalreporter.line(nodeid)
