"""Opening, closing and migrating the one database of a process."""

from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection
from tortoise.migrations.api import migrate as run_migrations

from domain.database.config import is_sqlite, tortoise_config
from domain.database.migration_lock import only_migration
from domain.database.timeouts import LONG_S

_open = ""
"""The dialect of the open database: it is asked for with every statement."""


async def open_database(url: str, pool_size: int = 20, statement_timeout_s: float = LONG_S) -> None:
    """Connect this process's models to the database at `url`.

    The connection is shared by all tasks of the process; call once, and
    `close_database` at the end. A statement that runs for longer than the time-out is stopped
    (`domain/database/timeouts.py`).
    """
    global _open
    config = tortoise_config(url, pool_size, statement_timeout_s)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    _open = get_connection("default").capabilities.dialect


async def close_database() -> None:
    global _open
    _open = ""
    await Tortoise.close_connections()
    # Tortoise keeps its INSERTs by connection name, in the spelling of that connection's
    # database; the next one that this process opens may be the other kind.
    EXECUTOR_CACHE.clear()


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema; does nothing when it is there."""
    async with only_migration(url):
        try:
            await run_migrations(config=tortoise_config(url))
        finally:
            await Tortoise.close_connections()


def dialect() -> str:
    """`sqlite` or `postgres`: for the few statements that the two spell differently."""
    return _open or get_connection("default").capabilities.dialect


__all__ = ["close_database", "dialect", "is_sqlite", "migrate", "open_database", "tortoise_config"]
