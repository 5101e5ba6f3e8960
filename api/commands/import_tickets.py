"""`deskwire import`: takes in tickets from a JSONL file, of any length.

Reads a batch of lines, asks once which of them are there already, and writes the others
in one unit of work; only when that fails, one by one. So a file can be imported again
after a broken run, or as it grows, and only what is new is written.
"""

import asyncio
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from api.commands.import_people import find_or_make_people
from api.commands.import_report import ImportSummary, Report, open_report
from api.commands.import_rows import BadLine, Line, Row, parse_row, read_lines
from domain.actors import SYSTEM
from domain.errors import DomainError
from domain.models import Category, Ticket
from domain.names import fold_name
from domain.tickets import NewTicket, create_ticket
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import Channel

BATCH: Final = 50
# Lets another process have SQLite's one write lock between two batches.
BREATH_S: Final = 0.011


async def import_tickets(path: Path, *, report: Report | None = None) -> ImportSummary:
    """Import `path` into the open database; every ticket gets triaged, and mails nobody.

    Bad lines are reported by number and left out. Raises what the database raises; what was
    written until then stays, and the next run goes on from there.
    """
    run = _Run(await _categories(), ImportSummary())
    lines = read_lines(path)
    began = time.perf_counter()
    with report or open_report(path) as run.report:
        while batch := await asyncio.to_thread(lambda: list(islice(lines, BATCH))):
            await run.take(batch)
            run.summary.seconds = time.perf_counter() - began
            run.report.progressed(batch[-1].end, run.summary)
            await asyncio.sleep(BREATH_S)
    return run.summary


class _Run:
    report: Report

    def __init__(self, categories: dict[str, str], summary: ImportSummary) -> None:
        self._categories = categories
        self.summary = summary

    async def take(self, lines: Sequence[Line]) -> None:
        rows = await self._leave_out_known([row for line in lines if (row := self._parse(line))])
        if not rows:
            return
        try:
            await transact(_write, SYSTEM, rows)
            self._count(rows)
        except DomainError:
            for row in rows:
                await self._take_one(row)

    def _parse(self, line: Line) -> Row | None:
        try:
            return parse_row(line, self._categories)
        except BadLine as error:
            self._fail(line.number, str(error))
            return None

    async def _leave_out_known(self, rows: list[Row]) -> list[Row]:
        known = await _known_ids([row.external_id for row in rows])
        fresh = {row.external_id: row for row in reversed(rows) if row.external_id not in known}
        self.summary.skipped += len(rows) - len(fresh)
        return sorted(fresh.values(), key=lambda row: row.line)

    async def _take_one(self, row: Row) -> None:
        try:
            await transact(_write, SYSTEM, [row])
            self._count([row])
        except DomainError as error:
            if await _known_ids([row.external_id]):
                self.summary.skipped += 1  # another process was faster
            else:
                self._fail(row.line, error.message)

    def _count(self, rows: Sequence[Row]) -> None:
        self.summary.created += len(rows)
        for row in rows:
            for warning in row.warnings:
                self.summary.warnings += 1
                self.report.warned(row.line, warning)

    def _fail(self, line: int, message: str) -> None:
        self.summary.failed += 1
        self.report.failed(line, message)


async def _write(uow: UnitOfWork, rows: Sequence[Row]) -> None:
    people = await find_or_make_people(uow, [row.requester for row in rows])
    for row in rows:
        new = NewTicket(
            title=row.title,
            description=row.description,
            requester_id=people[row.requester],
            external_id=row.external_id,
            category_id=row.category_id,
            priority=row.priority,
            created_at=row.created_at,
            channel=Channel.IMPORT,
            silent=True,
        )
        await create_ticket(uow, new)


async def _known_ids(external_ids: list[str]) -> set[str]:
    rows = Ticket.filter(external_id__in=external_ids)
    return {str(known) for known in await rows.values_list("external_id", flat=True)}


async def _categories() -> dict[str, str]:
    """From every key, name and id to the id; where two agree, the key counts."""
    found: dict[str, str] = {}
    for category in await Category.all().order_by("id"):
        for name in (category.name, category.id):
            found.setdefault(fold_name(name), category.id)
    for category in await Category.all().order_by("id"):
        found[fold_name(category.key)] = category.id
    return found
