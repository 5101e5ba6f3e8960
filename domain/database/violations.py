"""What a broken constraint of the database means to whoever caused it."""

from typing import Final

import structlog
from tortoise.exceptions import IntegrityError

from domain.errors import ConstraintBroken, ErrorCode

log = structlog.get_logger(__name__)

# By SQLSTATE on PostgreSQL, and by the extended error's name on SQLite.
_MEANINGS: Final = {
    "23503": (ErrorCode.NOT_FOUND, "Something that this refers to is not there any more."),
    "23505": (ErrorCode.NOT_UNIQUE, "Something else was just given this value."),
}
_SQLITE: Final = {
    "SQLITE_CONSTRAINT_FOREIGNKEY": "23503",
    "SQLITE_CONSTRAINT_UNIQUE": "23505",
    "SQLITE_CONSTRAINT_PRIMARYKEY": "23505",
}
_OTHERWISE: Final = (ErrorCode.INVALID, "This is nothing that the desk can hold.")


def broken_constraint(error: IntegrityError) -> ConstraintBroken:
    """The failure as its caller may see it; which constraint it was is for the log alone."""
    cause = error.args[0] if error.args else error
    state = getattr(cause, "sqlstate", None)
    if state is None:
        state = _SQLITE.get(getattr(cause, "sqlite_errorname", ""), "")
    code, message = _MEANINGS.get(state, _OTHERWISE)
    log.warning(
        "database.constraint_broken",
        code=code.value,
        constraint=getattr(cause, "constraint_name", None),
    )
    return ConstraintBroken(code, message, ("input",))
