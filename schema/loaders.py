"""Batch loaders: however many rows ask for a relation, one statement answers.

They load rows; whether the viewer may see a row or a field is decided where it is shown.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from strawberry.dataloader import DataLoader
from tortoise.functions import Count
from tortoise.models import Model

from domain import models
from domain.database.rows import Row
from domain.reading import rows_by_id, rows_linked
from domain.selection import Linked, Selection, select, select_linked
from domain.vocabulary import ACTIVE_STATUSES


@dataclass(frozen=True, slots=True)
class ById:
    """The row of `model` with an id; None where there is none."""

    model: type[Model]

    async def __call__(self, ids: list[str]) -> list[Row | None]:
        return await self.read(ids, select(self.model))

    async def read(self, ids: Sequence[str], selection: Selection) -> list[Row | None]:
        found = {row.id: row for row in await rows_by_id(selection, ids)}
        return [found.get(id) for id in ids]


@dataclass(frozen=True, slots=True)
class Lists:
    """All rows that are linked to an owner."""

    linked: Linked

    async def __call__(self, owners: list[str]) -> list[list[Row]]:
        return await self.read(owners, select_linked(self.linked))

    async def read(self, owners: Sequence[str], selection: Selection) -> list[list[Row]]:
        found: dict[str, list[Row]] = {owner: [] for owner in owners}
        for row in await rows_linked(selection, self.linked, owners):
            found[row.owner].append(row)
        return [found[owner] for owner in owners]


async def _open_counts(ids: list[str]) -> list[int]:
    active = models.Ticket.filter(assignee_id__in=ids, status__in=ACTIVE_STATUSES)
    rows = (
        await active.annotate(total=Count("id"))
        .group_by("assignee_id")
        .values("assignee_id", "total")
    )
    counts = {row["assignee_id"]: row["total"] for row in rows}
    return [counts.get(id, 0) for id in ids]


async def _latest_runs(ids: list[str]) -> list[models.TriageRun | None]:
    newest: dict[str, models.TriageRun] = {}
    runs = models.TriageRun.filter(ticket_id__in=ids).order_by("ticket_id", "id")
    for run in await runs:
        newest[run.ticket_id] = run
    return [newest.get(id) for id in ids]


async def _decisions_of_runs(ids: list[str]) -> list[list[models.TriageDecision]]:
    found: dict[str, list[models.TriageDecision]] = {id: [] for id in ids}
    for row in await models.TriageDecision.filter(run_id__in=ids).order_by("field"):
        found[row.run_id].append(row)
    return [found[id] for id in ids]


async def _latest_assignments(ids: list[str]) -> list[models.Assignment | None]:
    newest: dict[str, models.Assignment] = {}
    for row in await models.Assignment.filter(ticket_id__in=ids).order_by("ticket_id", "id"):
        newest[row.ticket_id] = row
    return [newest.get(id) for id in ids]


Batch = Callable[[list[str]], Awaitable[Sequence[Any]]]
"""From keys to what belongs to each, in their order."""

BATCHES: Final[Mapping[str, Batch]] = {
    "users": ById(models.User),
    "tickets": ById(models.Ticket),
    "categories": ById(models.Category),
    "skills": ById(models.Skill),
    "comments": ById(models.Comment),
    "triage_batches": ById(models.TriageBatch),
    "articles": ById(models.Article),
    "tags_of_tickets": Lists(Linked(models.TicketTag, "ticket_id", "tag_id", models.Tag, "name")),
    "skills_of_tickets": Lists(
        Linked(models.TicketSkill, "ticket_id", "skill_id", models.Skill, "name", reads_link=True)
    ),
    "skills_of_users": Lists(
        Linked(models.UserSkill, "user_id", "skill_id", models.Skill, "name", reads_link=True)
    ),
    "open_ticket_counts": _open_counts,
    "latest_runs": _latest_runs,
    "decisions_of_runs": _decisions_of_runs,
    "latest_assignments": _latest_assignments,
}


class Loaders:
    """One set for each operation (and for each event of a subscription): never shared wider.

    `loaders.users.load(id)` joins all that is asked for at the same time into one batch.
    """

    def __getattr__(self, name: str) -> DataLoader[str, Any]:
        batch = BATCHES.get(name)
        if batch is None:
            raise AttributeError(name)
        loader: DataLoader[str, Any] = DataLoader(batch)
        setattr(self, name, loader)
        return loader
