"""Batch loaders: however many rows ask for a relation, one statement answers.

They load rows; whether the viewer may see a row or a field is decided where it is shown.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from strawberry.dataloader import DataLoader
from tortoise.functions import Count

from domain import models
from domain.ids import ID_LENGTH
from domain.vocabulary import ACTIVE_STATUSES

M = TypeVar("M", bound=Any)


def _by_id(model: type[M]) -> Callable[[list[str]], Awaitable[Sequence[M | None]]]:
    async def load(ids: list[str]) -> Sequence[M | None]:
        possible = [id for id in ids if len(id) <= ID_LENGTH]  # longer ones make Tortoise raise
        found = {row.id: row for row in await model.filter(id__in=possible)}
        return [found.get(id) for id in ids]

    return load


def _grouped(keys: Iterable[str], rows: Iterable[tuple[str, M]]) -> list[list[M]]:
    groups: dict[str, list[M]] = defaultdict(list)
    for key, row in rows:
        groups[key].append(row)
    return [groups[key] for key in keys]


async def _tags_of_tickets(ids: list[str]) -> list[list[models.Tag]]:
    links = (
        await models.TicketTag.filter(ticket_id__in=ids).select_related("tag").order_by("tag__name")
    )
    return _grouped(ids, ((link.ticket_id, link.tag) for link in links))


async def _skills_of_tickets(ids: list[str]) -> list[list[models.TicketSkill]]:
    links = (
        await models.TicketSkill.filter(ticket_id__in=ids)
        .select_related("skill")
        .order_by("skill__name")
    )
    return _grouped(ids, ((link.ticket_id, link) for link in links))


async def _skills_of_users(ids: list[str]) -> list[list[models.UserSkill]]:
    links = (
        await models.UserSkill.filter(user_id__in=ids)
        .select_related("skill")
        .order_by("skill__name")
    )
    return _grouped(ids, ((link.user_id, link) for link in links))


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
    rows = await models.TriageDecision.filter(run_id__in=ids).order_by("field")
    return _grouped(ids, ((row.run_id, row) for row in rows))


async def _latest_assignments(ids: list[str]) -> list[models.Assignment | None]:
    newest: dict[str, models.Assignment] = {}
    for row in await models.Assignment.filter(ticket_id__in=ids).order_by("ticket_id", "id"):
        newest[row.ticket_id] = row
    return [newest.get(id) for id in ids]


class Loaders:
    """One set for each operation (and for each event of a subscription): never shared wider."""

    @cached_property
    def users(self) -> DataLoader[str, models.User | None]:
        return DataLoader(_by_id(models.User))

    @cached_property
    def tickets(self) -> DataLoader[str, models.Ticket | None]:
        return DataLoader(_by_id(models.Ticket))

    @cached_property
    def categories(self) -> DataLoader[str, models.Category | None]:
        return DataLoader(_by_id(models.Category))

    @cached_property
    def skills(self) -> DataLoader[str, models.Skill | None]:
        return DataLoader(_by_id(models.Skill))

    @cached_property
    def comments(self) -> DataLoader[str, models.Comment | None]:
        return DataLoader(_by_id(models.Comment))

    @cached_property
    def triage_batches(self) -> DataLoader[str, models.TriageBatch | None]:
        return DataLoader(_by_id(models.TriageBatch))

    @cached_property
    def articles(self) -> DataLoader[str, models.Article | None]:
        return DataLoader(_by_id(models.Article))

    @cached_property
    def tags_of_tickets(self) -> DataLoader[str, list[models.Tag]]:
        return DataLoader(_tags_of_tickets)

    @cached_property
    def skills_of_tickets(self) -> DataLoader[str, list[models.TicketSkill]]:
        return DataLoader(_skills_of_tickets)

    @cached_property
    def skills_of_users(self) -> DataLoader[str, list[models.UserSkill]]:
        return DataLoader(_skills_of_users)

    @cached_property
    def open_ticket_counts(self) -> DataLoader[str, int]:
        return DataLoader(_open_counts)

    @cached_property
    def latest_runs(self) -> DataLoader[str, models.TriageRun | None]:
        return DataLoader(_latest_runs)

    @cached_property
    def decisions_of_runs(self) -> DataLoader[str, list[models.TriageDecision]]:
        return DataLoader(_decisions_of_runs)

    @cached_property
    def latest_assignments(self) -> DataLoader[str, models.Assignment | None]:
        return DataLoader(_latest_assignments)
