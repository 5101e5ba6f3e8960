"""One migration at a time: replicas that start together must not both make the tables."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

import asyncpg  # type: ignore[import-untyped]

from domain.database.config import is_sqlite, tortoise_config

_LOCK = 7_235_188


@asynccontextmanager
async def only_migration(url: str) -> AsyncIterator[None]:
    """Wait until no other process migrates the database at `url`, and keep others waiting."""
    credentials = tortoise_config(url)["connections"]["default"]["credentials"]
    lock = _file_lock(credentials["file_path"]) if is_sqlite(url) else _server_lock(credentials)
    async with lock:
        yield


@asynccontextmanager
async def _file_lock(database: str) -> AsyncIterator[None]:
    file = await asyncio.to_thread(_lock, Path(f"{database}.migrating"))
    try:
        yield
    finally:
        file.close()


def _lock(path: Path) -> IO[str]:
    file = path.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


@asynccontextmanager
async def _server_lock(credentials: dict[str, Any]) -> AsyncIterator[None]:
    names = ("host", "port", "user", "password", "database", "ssl")
    known = {name: credentials[name] for name in names if name in credentials}
    connection = await asyncpg.connect(**known)
    try:
        await connection.execute(f"SELECT pg_advisory_lock({_LOCK})")
        yield
    finally:
        await connection.close()
