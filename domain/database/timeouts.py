"""How long a statement may run, and how it looks when one was stopped for that."""

from contextvars import ContextVar
from typing import Final

LONG_S: Final = 300.0
"""For those whom nobody waits for: jobs and commands. Migrations take as long as they take."""

unhurried: ContextVar[bool] = ContextVar("unhurried", default=False)
"""Whether this task's statements have `LONG_S` where the process has one database connection
for jobs and requests (SQLite). A worker's own connections have it anyway."""


def was_stopped(error: BaseException) -> bool:
    """Whether the database gave a statement up because it ran for too long.

    Nothing of the statement's transaction stays.
    """
    cause = error.args[0] if error.args else error  # Tortoise wraps what SQLite says
    return any(
        getattr(one, "sqlstate", None) == "57014"
        or getattr(one, "sqlite_errorname", None) == "SQLITE_INTERRUPT"
        for one in (error, cause)
    )
