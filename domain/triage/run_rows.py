"""What a run reads when it starts and when it ends: each in one statement.

A triage is done for every ticket, so its reads are not left to the model layer, which takes
longer to put a statement together than the database to answer it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import orjson

from domain.database import dialect
from domain.database.parameters import parameter
from domain.desk_copy import MARK, DeskCopy, load_desk
from domain.models import Ticket, TriageRun
from domain.unit_of_work import UnitOfWork

_LIST: Final = {"postgres": "json_agg", "sqlite": "json_group_array"}
_ARRAY: Final = {"postgres": "json_build_array", "sqlite": "json_array"}


@dataclass(frozen=True, slots=True)
class RunStart:
    run: TriageRun
    ticket: Ticket
    requester_tags: list[str]
    requester_email: str | None
    tags: list[str]
    desk: DeskCopy


@dataclass(frozen=True, slots=True)
class RunEnd:
    """`skill_ids` and `tag_ids` are sorted; `spent` is input tokens, output tokens and cost in
    micro-dollars of all its calls; `is_awaited` by a batch."""

    run: TriageRun
    skill_ids: list[str]
    tag_ids: list[str]
    spent: tuple[int, int, int]
    is_awaited: bool
    desk: DeskCopy


async def read_start(uow: UnitOfWork, run_id: str) -> RunStart | None:
    """A run with its ticket and whose that is; None when it is gone."""
    rows = await uow.db.execute_query_dict(_start(dialect()), [run_id])
    if not rows:
        return None
    row = rows[0]
    return RunStart(
        run=_taken(row, TriageRun, "r"),
        ticket=_taken(row, Ticket, "t"),
        requester_tags=_json(row["requester_tags"]),
        requester_email=row["email"],
        tags=_json(row["tags"]),
        desk=await load_desk(uow.db, int(row["mark"])),
    )


async def read_end(uow: UnitOfWork, run_id: str) -> RunEnd | None:
    """A run with what its ticket has and what it has cost; None when it is gone."""
    rows = await uow.db.execute_query_dict(_end(dialect()), [run_id])
    if not rows:
        return None
    row = rows[0]
    spent = [int(it or 0) for it in _json(row["spent"])]
    return RunEnd(
        run=_taken(row, TriageRun, "r"),
        skill_ids=sorted(_json(row["skill_ids"])),
        tag_ids=sorted(_json(row["tag_ids"])),
        spent=(spent[0], spent[1], spent[2]),
        is_awaited=bool(row["is_awaited"]),
        desk=await load_desk(uow.db, int(row["mark"])),
    )


@cache
def _start(spoken: str) -> str:
    return (
        f"SELECT {_columns(TriageRun, 'r')}, {_columns(Ticket, 't')},"
        " users.tags AS requester_tags, users.email,"
        f" (SELECT {_LIST[spoken]}(tag.name) FROM ticket_tag JOIN tag ON tag.id = tag_id"
        "  WHERE ticket_id = t.id) AS tags,"
        f" ({MARK}) AS mark"
        " FROM triage_run r JOIN ticket t ON t.id = r.ticket_id"
        f" JOIN users ON users.id = t.requester_id WHERE r.id = {parameter()}"
    )


@cache
def _end(spoken: str) -> str:
    sums = "SUM(input_tokens), SUM(output_tokens), SUM(cost_micros)"
    return (
        f"SELECT {_columns(TriageRun, 'r')},"
        f" (SELECT {_LIST[spoken]}(skill_id) FROM ticket_skill"
        "  WHERE ticket_id = r.ticket_id) AS skill_ids,"
        f" (SELECT {_LIST[spoken]}(tag_id) FROM ticket_tag"
        "  WHERE ticket_id = r.ticket_id) AS tag_ids,"
        f" (SELECT {_ARRAY[spoken]}({sums}) FROM llm_call WHERE subject_id = r.id) AS spent,"
        " EXISTS (SELECT 1 FROM triage_batch_item WHERE run_id = r.id) AS is_awaited,"
        f" ({MARK}) AS mark FROM triage_run r WHERE r.id = {parameter()}"
    )


def _columns(model: type[TriageRun] | type[Ticket], name: str) -> str:
    columns = model._meta.fields_db_projection.values()
    return ", ".join(f"{name}.{column} AS {name}_{column}" for column in columns)


def _taken(row: dict[str, Any], model: type[Any], name: str) -> Any:
    """The instance whose columns were read under this name."""
    columns = model._meta.fields_db_projection.values()
    return model._init_from_db(**{column: row[f"{name}_{column}"] for column in columns})


def _json(text: str | None) -> Any:
    return orjson.loads(text) if text else []
