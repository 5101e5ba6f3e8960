"""`deskwire similar-eval`: how often a known duplicate is among the nearest tickets.

The rows become tickets of a temporary desk, and the production ranking is asked about each
row that names its duplicates.
"""

import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from domain import clock, limits
from domain.actors import SYSTEM
from domain.catalog import ensure_defaults
from domain.database import close_database, migrate, open_database
from domain.errors import invalid
from domain.ids import new_id
from domain.models import Category, Ticket, User
from domain.search import index_ticket
from domain.similar import similar_tickets
from domain.unit_of_work import UnitOfWork, transact

BATCH: Final = 500
DEPTHS: Final = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class SimilarFigures:
    """`hit_at_n`: the share of rows with a duplicate among the n nearest tickets."""

    rows: int
    evaluated: int
    hit_at_1: float
    hit_at_5: float
    hit_at_10: float
    ms_p50: float
    ms_p95: float

    def as_text(self) -> str:
        return (
            f"{self.rows} rows, {self.evaluated} of them with duplicates\n"
            f"hit@1 {self.hit_at_1:.3f}   hit@5 {self.hit_at_5:.3f}   hit@10 {self.hit_at_10:.3f}\n"
            f"{self.ms_p50:.1f} ms a ticket (p95 {self.ms_p95:.1f} ms)"
        )

    def as_json(self) -> str:
        return json.dumps(asdict(self))


async def evaluate_similar(file: Path) -> SimilarFigures:
    """Raises DomainError INVALID for a file without rows that name another row of it."""
    rows = read_rows(file)
    with tempfile.TemporaryDirectory(prefix="deskwire-similar-") as folder:
        url = f"sqlite://{Path(folder) / 'desk.db'}"
        await migrate(url)
        await open_database(url)
        try:
            return await _evaluate(rows)
        finally:
            await close_database()


def read_rows(file: Path) -> list[Mapping[str, Any]]:
    rows = []
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                    title = str(row["title"])
                except (ValueError, KeyError, TypeError) as error:
                    raise invalid(f"Line {number} is no object with a title.") from error
                rows.append(row | {"title": title})
    return rows


async def _evaluate(rows: list[Mapping[str, Any]]) -> SimilarFigures:
    await transact(ensure_defaults, SYSTEM)
    ids: list[str] = []
    for start in range(0, len(rows), BATCH):
        ids += await transact(_write, SYSTEM, rows[start : start + BATCH], start)
    named = {str(row[key]): id for row, id in zip(rows, ids, strict=True)
             for key in ("id", "source_id") if row.get(key) is not None}  # fmt: skip
    ranks, times = [], []
    for row, id in zip(rows, ids, strict=True):
        wanted = {named[str(other)] for other in row.get("duplicates") or () if str(other) in named}
        if not wanted:
            continue
        started = time.perf_counter()
        found = await similar_tickets(
            SYSTEM, _title(row), _description(row), max(DEPTHS), besides=id
        )
        times.append((time.perf_counter() - started) * 1000)
        ranks.append(next((n for n, it in enumerate(found, 1) if it.id in wanted), None))
    if not ranks:
        raise invalid("No row of the file names a duplicate that is in the file.")
    at_1, at_5, at_10 = (
        round(sum(rank is not None and rank <= depth for rank in ranks) / len(ranks), 4)
        for depth in DEPTHS
    )
    times.sort()
    return SimilarFigures(
        len(rows),
        len(ranks),
        at_1,
        at_5,
        at_10,
        ms_p50=round(times[len(times) // 2], 2),
        ms_p95=round(times[int(len(times) * 0.95)], 2),
    )


async def _write(uow: UnitOfWork, rows: list[Mapping[str, Any]], start: int) -> list[str]:
    person, _ = await User.get_or_create(
        id="usr_00000000000000000000000000",
        defaults={"name": "Row", "email": None, "created_at": uow.now, "updated_at": uow.now},
        using_db=uow.db,
    )
    category = await Category.get(is_default=True, using_db=uow.db)
    tickets = [
        Ticket(
            id=new_id("tkt"),
            number=start + place + 1,
            title=_title(row),
            description=_description(row),
            requester_id=person.id,
            category_id=category.id,
            created_at=clock.now() - timedelta(days=1),
            updated_at=uow.now,
        )
        for place, row in enumerate(rows)
    ]
    await Ticket.bulk_create(tickets, using_db=uow.db)
    for ticket in tickets:
        await index_ticket(uow, ticket)
    last = "UPDATE counter SET value = ? WHERE name = 'ticket_number'"
    await uow.db.execute_query(last, [1000 + start + len(rows)])
    return [ticket.id for ticket in tickets]


def _title(row: Mapping[str, Any]) -> str:
    return " ".join(row["title"].split())[: limits.TITLE_LENGTH] or "-"


def _description(row: Mapping[str, Any]) -> str:
    return str(row.get("description") or "").replace("\0", "")[: limits.TEXT_LENGTH]
