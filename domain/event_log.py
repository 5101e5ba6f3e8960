"""Reading the event log: by position, in commit order."""

from tortoise.connection import get_connection

from domain.database.parameters import parameter
from domain.database.rows import fetch_rows
from domain.errors import DomainError, ErrorCode
from domain.models import Event
from domain.selection import select
from domain.unit_of_work import UnitOfWork

BATCH = 500


async def head_position() -> int:
    """The position of the newest committed event; 0 before the first."""
    head, _ = await _bounds()
    return head


async def check_position(position: int) -> None:
    """Refuse a position from which events could be missed: pruned already, or yet to come."""
    head, pruned = await _bounds()
    if not pruned <= position <= head:
        raise DomainError(
            ErrorCode.POSITION_EXPIRED,
            f"Position {position} is not between {pruned} and {head}: load again, then "
            "subscribe after the new feedPosition.",
        )


async def read_events(after: int, limit: int = BATCH) -> list[Event]:
    """At most `limit` events behind `after`, oldest first: rows, which only look like models."""
    events = select(Event)
    sql = f"{events.sql} WHERE position > {parameter()} ORDER BY position LIMIT {limit:d}"
    return await fetch_rows(events.row_type, sql, [after])


async def prune_events(uow: UnitOfWork, up_to_position: int) -> int:
    """Forget events up to and including a position; returns how many."""
    await uow.db.execute_query(
        "UPDATE counter SET value = "
        f"CASE WHEN value < {up_to_position:d} THEN {up_to_position:d} ELSE value END "
        "WHERE name = 'pruned_position'"
    )
    return await Event.filter(position__lte=up_to_position).using_db(uow.db).delete()


async def _bounds() -> tuple[int, int]:
    rows = await get_connection("default").execute_query_dict(
        "SELECT COALESCE((SELECT MAX(position) FROM event), 0) AS newest,"
        " (SELECT value FROM counter WHERE name = 'pruned_position') AS pruned"
    )
    newest, pruned = int(rows[0]["newest"]), int(rows[0]["pruned"])
    return max(newest, pruned), pruned
