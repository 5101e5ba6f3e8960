"""How fast real files come in: `python -m tests.benchmarks.import_and_triage FILE.jsonl …`.

Imports them into a new SQLite file and into a new PostgreSQL database, then has one runner
triage and assign every ticket, among 20 moderators with room for all, without a language model.
"""

import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
import uvloop

from api.commands.import_tickets import import_tickets
from domain.accounts.people import create_user
from domain.actors import SYSTEM
from domain.catalog import ensure_defaults
from domain.database import close_database, migrate, open_database
from domain.limits import MAX_CAPACITY
from domain.models import Job, Skill, Ticket, UserSkill
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import JobKind, JobState, Role
from jobs.runner import Runner
from jobs.services import Services
from tests import servers

MODERATORS = 20
UNFINISHED = [JobState.PENDING, JobState.RUNNING]


async def measure(name: str, url: str, files: list[Path]) -> None:
    await migrate(url)
    await open_database(url)
    await transact(ensure_defaults, SYSTEM)
    await transact(_make_staff, SYSTEM)
    began = time.perf_counter()
    for file in files:
        await import_tickets(file)
    tickets = await Ticket.all().count()
    print(f"{name}: imported {_rate(tickets, time.perf_counter() - began)}")
    runner = Runner(Services(settings=Settings(data_dir=Path("."))))
    began = time.perf_counter()
    await runner.start()
    for kind in (JobKind.TRIAGE, JobKind.ASSIGN):
        while await Job.filter(kind=kind, state__in=UNFINISHED).exists():  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        print(f"{name}: up to {kind} {_rate(tickets, time.perf_counter() - began)}", flush=True)
    await runner.stop()
    left = await Ticket.filter(assignee_id=None, queued_at=None).count()
    print(f"{name}: {left} tickets neither assigned nor queued")
    await close_database()


async def _make_staff(uow: UnitOfWork) -> None:
    skills = await Skill.all().using_db(uow.db).order_by("name")
    for number in range(MODERATORS):
        user = await create_user(
            uow,
            name=f"Moderator {number}",
            email=f"moderator{number}@bench.example",
            password_hash=None,
            role=Role.MODERATOR,
        )
        user.capacity = MAX_CAPACITY
        await user.save(using_db=uow.db)
        held = [skill for place, skill in enumerate(skills) if (place + number) % 2 == 0]
        rows = [UserSkill(user_id=user.id, skill_id=skill.id) for skill in held]
        await UserSkill.bulk_create(rows, using_db=uow.db)


def _rate(tickets: int, seconds: float) -> str:
    return f"{tickets:,} tickets in {seconds:.1f} s, {tickets / seconds:,.0f} a second"


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    files = [Path(name) for name in sys.argv[1:]]
    with TemporaryDirectory() as folder:
        uvloop.run(measure("SQLite", f"sqlite://{folder}/desk.db", files))
    server = servers.start_postgres()
    url = server.create_empty_database()
    uvloop.run(measure("PostgreSQL", url, files))
    server.drop_database(url)
    server.close()


if __name__ == "__main__":
    main()
