"""The desk under measure: filled, with an admin, and the servers that can read it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]

from domain.accounts.access_tokens import issue_access_token
from domain.vocabulary import Role
from tests import servers
from tests.benchmarks import machine
from tests.benchmarks.database import fill_desk
from tests.benchmarks.peer_packages import PEERS
from tests.benchmarks.server import Server
from tests.benchmarks.sizes import Sizes
from tests.e2e.clients import make_person
from tests.e2e.processes import ROOT, LiveDesk, production_desk
from tests.servers import PostgresServer

OURS = "Deskwire"
BROADCAST = "websockets.broadcast"
# What one address and one user may do is limited on purpose; here one is all of them.
LIMITS = {
    "DESKWIRE_REQUESTS_PER_MINUTE": 1_000_000_000,
    "DESKWIRE_SOCKETS_PER_ADDRESS": 100_000,
    "DESKWIRE_EVENT_RETENTION_DAYS": 36_500,
}


@dataclass
class BenchDesk:
    live: LiveDesk
    postgres: PostgresServer
    postgres_pid: int
    admin: str
    sizes: Sizes
    node: Path
    server_cpus: set[int]

    def start(self, name: str, **environment: str) -> Server:
        """One of the servers by its name; not one is running yet on its port."""
        node = str(self.node)
        modules = [sys.executable, "-m"]
        commands = {
            OURS: [*modules, "api.cli", "serve"],
            "Mercurius": [node, str(PEERS / "mercurius.js")],
            "PostGraphile": [node, str(PEERS / "postgraphile.js")],
            "graphql-ws": [node, str(PEERS / "sockets.js")],
            "floor": [*modules, "tests.benchmarks.floor_http"],
            BROADCAST: [*modules, "tests.benchmarks.floor_sockets"],
        }
        known = {
            "DATABASE_URL": self.live.database_url,
            "NODE_ENV": "production",
            "GRAPHILE_ENV": "production",
            "PYTHONPATH": str(ROOT),
        }
        if name == OURS:
            known = self.live.environment
        return Server(
            name,
            commands[name],
            known | environment,
            self.live.folder,
            self.server_cpus,
            authorization=f"Bearer {self.admin}" if name == OURS else "",
            probe="GET" if name == BROADCAST else "POST",
        )

    def count_events(self) -> int:
        async def count() -> int:
            connection = await asyncpg.connect(self.live.database_url)
            try:
                return int(await connection.fetchval("SELECT count(*) FROM event"))
            finally:
                await connection.close()

        return int(self.postgres.run(count()))


@contextmanager
def bench_desk(folder: Path, sizes: Sizes, node: Path) -> Iterator[BenchDesk]:
    """PostgreSQL and Redis of its own, on the processors of the load."""
    server_cpus, other_cpus = machine.processors()
    os.sched_setaffinity(0, other_cpus)
    os.environ.pop("TEST_DATABASE_URL", None)  # its processes could not be measured
    postgres = servers.start_postgres()
    try:
        with production_desk(folder, postgres, **LIMITS) as live:
            print(f"filling a desk with {sizes.tickets:,} tickets …", flush=True)
            postgres.run(fill_desk(live.database_url, sizes))
            pid, admin = postgres.run(_prepare(live))
            yield BenchDesk(live, postgres, pid, admin, sizes, node, server_cpus)
    finally:
        postgres.close()


async def _prepare(live: LiveDesk) -> tuple[int, str]:
    """The process that all of PostgreSQL's are children of, and an admin's token."""
    connection = await asyncpg.connect(live.database_url)
    pid = machine.parent(await connection.fetchval("SELECT pg_backend_pid()"))
    await connection.close()
    async with live.database():
        admin = await make_person(live, Role.ADMIN)
    settings = live.settings.model_copy(update={"access_token_minutes": 1_440})
    token, _ = issue_access_token(settings, admin.id, admin.session.id, datetime.now(UTC))
    return pid, token
