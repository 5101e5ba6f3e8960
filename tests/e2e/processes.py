"""A real desk: `deskwire` processes in either mode, on ports and in a folder of their own."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from domain.actors import SYSTEM
from domain.catalog import ensure_defaults
from domain.database import close_database, migrate, open_database
from domain.settings import Settings
from domain.unit_of_work import transact
from tests.servers import PostgresServer, RedisServer, free_port

ROOT = Path(__file__).parents[2]
SECRET = "for the tests of real processes, only"
START_S = 60.0
STOP_S = 40.0
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Running:
    """One `deskwire` command, with its log in the desk's folder."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], folder: Path):
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api.cli", *command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent,
            )

    @property
    def resident_bytes(self) -> int:
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """As the kernel's out-of-memory killer would: nothing is finished or given back."""
        self.process.kill()
        self.process.wait()

    def wait(self, within_s: float = STOP_S) -> int:
        return self.process.wait(within_s)

    def stop(self) -> int:
        """End it in the proper way; gives its exit code."""
        if self.process.poll() is None:
            self.terminate()
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"does not end on SIGTERM:\n{self.tail()}") from None

    def wait_until(self, text: str) -> None:
        """Until the log says so."""
        deadline = time.monotonic() + START_S
        while text not in self.log.read_text():
            self.must_run()
            assert time.monotonic() < deadline, self.tail()
            time.sleep(0.02)

    def must_run(self) -> None:
        assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.tail()}"

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-6000:]


class Api(Running):
    """A `deskwire serve` and where it listens: on a free port, unless it takes one's place."""

    def __init__(
        self, name: str, environment: dict[str, str], folder: Path, port: int | None = None
    ) -> None:
        self.port = port or free_port()
        super().__init__(name, ["serve"], environment | {"PORT": str(self.port)}, folder)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/graphql"

    def readiness(self) -> str:
        """What /readyz says: `ok`, `degraded`, `down`, or that nobody listens: `gone`."""
        try:
            return str(httpx.get(f"{self.url}/readyz", trust_env=False).json()["status"])
        except httpx.TransportError:
            return "gone"

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_S
        while True:
            self.must_run()
            if self.readiness() == "ok":
                return
            assert time.monotonic() < deadline, self.tail()
            time.sleep(0.05)


@dataclass
class LiveDesk:
    """The processes of one desk. `redis` is None when embedded."""

    mode: str
    folder: Path
    database_url: str
    environment: dict[str, str]
    redis: RedisServer | None = None
    apis: list[Api] = field(default_factory=list)
    workers: list[Running] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """What the processes run with, as far as it matters for signing and reading."""
        return Settings(
            _env_file=None,  # type: ignore[call-arg]
            secret=SecretStr(SECRET),
            database_url=self.database_url,
            public_url="http://desk.example",
        )

    def start_api(self) -> Api:
        api = Api(f"api{len(self.apis)}", self.environment, self.folder)
        self.apis.append(api)
        return api

    def start_worker(self) -> Running:
        name = f"worker{len(self.workers)}"
        worker = Running(name, ["worker"], self.environment, self.folder)
        self.workers.append(worker)
        return worker

    def wait_until_ready(self) -> None:
        for api in self.apis:
            api.wait_until_ready()
        for worker in self.workers:
            worker.wait_until("worker.started")

    def stop(self) -> list[int]:
        """End all that still run; their exit codes."""
        running = [it for it in [*self.workers, *self.apis] if it.process.poll() is None]
        for it in running:
            it.terminate()
        return [it.wait() for it in running]

    @asynccontextmanager
    async def database(self) -> AsyncIterator[None]:
        """This desk's database, opened in the process of the tests as well."""
        await open_database(self.database_url)
        try:
            yield
        finally:
            await close_database()


def environment_of(folder: Path, **values: Any) -> dict[str, str]:
    """Nothing of the developer's own settings; limits that a test does not run into."""
    known = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DESKWIRE_DATA_DIR": str(folder / "data"),
        "DESKWIRE_SECRET": SECRET,
        "DESKWIRE_PUBLIC_URL": "http://desk.example",
        "DESKWIRE_CONFIRM_EMAIL": "false",
        "DESKWIRE_REQUESTS_PER_MINUTE": "1000000",
        "DESKWIRE_SOCKETS_PER_ADDRESS": "5000",
        "DESKWIRE_LOGIN_ATTEMPTS": "1000",
        "DESKWIRE_LOG_FORMAT": "json",
    }
    return known | {name: str(value) for name, value in values.items()}


async def _prepare(url: str) -> None:
    await migrate(url)
    await open_database(url)
    await transact(ensure_defaults, SYSTEM)
    await close_database()


@contextmanager
def embedded_desk(folder: Path, run: Any, **environment: Any) -> Iterator[LiveDesk]:
    """One process on SQLite, not yet started. `run` runs a coroutine to its end."""
    (folder / "data").mkdir(parents=True)
    url = f"sqlite://{folder / 'data' / 'deskwire.db'}"
    run(_prepare(url))
    desk = LiveDesk("embedded", folder, url, environment_of(folder, **environment))
    try:
        yield desk
    finally:
        desk.stop()


@contextmanager
def production_desk(
    folder: Path, postgres: PostgresServer, **environment: Any
) -> Iterator[LiveDesk]:
    """Processes on PostgreSQL and a Redis of their own, not yet started."""
    url = postgres.create_empty_database()
    postgres.run(_prepare(url))
    redis = RedisServer()
    redis.start()
    services = {"DATABASE_URL": url, "REDIS_URL": redis.url}
    known = environment_of(folder, **services, **environment)
    desk = LiveDesk("production", folder, url, known, redis)
    try:
        yield desk
    finally:
        desk.stop()
        redis.stop()
        postgres.drop_database(url)
