"""A copy in memory of what admins set up, so that triage does not read it for every ticket.

Categories, skills, tags, rules, settings, providers, prices, and which model serves. The
database marks each state of these tables with a number drawn at random (`counter` row
`catalog_mark`, set by triggers). A copy is used while its mark stands: one short statement in
place of eight tables, and never stale, whoever has written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tortoise.backends.base.client import BaseDBAsyncClient

from domain.models import (
    Category,
    ModelPrice,
    ModelVersion,
    Provider,
    Setting,
    Skill,
    Tag,
    TriageRule,
)
from domain.triage.values import CategoryChoice, Choices, NamedChoice, WrittenRule

MARK: Final = "SELECT value FROM counter WHERE name = 'catalog_mark'"


@dataclass(frozen=True, slots=True)
class DeskCopy:
    """All as it is under one mark: `rules` and `providers` in their order, `rules` enabled.

    `choices` are without the people.
    """

    mark: int
    choices: Choices
    rules: tuple[WrittenRule, ...]
    settings: Mapping[str, Any]
    providers: tuple[Provider, ...]
    prices: Mapping[str, ModelPrice]
    serving_id: str | None


_newest: DeskCopy | None = None


async def load_desk(db: BaseDBAsyncClient, mark: int | None = None) -> DeskCopy:
    """The copy as this connection sees the desk; `mark` if it was read already.

    A transaction on PostgreSQL does not see what it has itself changed.
    """
    global _newest
    if mark is None:
        rows = await db.execute_query_dict(MARK)
        mark = int(rows[0]["value"])
    # The mark first: what is read after it is at least as new, and a newer mark drops it.
    if _newest is None or _newest.mark != mark:
        _newest = await _read(db, mark)
    return _newest


async def _read(db: BaseDBAsyncClient, mark: int) -> DeskCopy:
    categories = await Category.all().using_db(db).order_by("id")
    skills = await Skill.all().using_db(db).order_by("name")
    tags = await Tag.all().using_db(db).order_by("name")
    rules = await TriageRule.filter(is_enabled=True).using_db(db).order_by("position", "id")
    serving = ModelVersion.filter(is_serving=True).using_db(db).limit(1)
    serving_ids = await serving.values_list("id", flat=True)
    return DeskCopy(
        mark,
        choices=Choices(
            categories=tuple(
                CategoryChoice(c.id, c.key, c.name, c.description, tuple(c.examples))
                for c in categories
            ),
            skills=tuple(NamedChoice(s.id, s.name, s.description) for s in skills),
            tags=tuple(NamedChoice(t.id, t.name) for t in tags),
        ),
        rules=tuple(
            WrittenRule(r.id, r.version, r.name, r.conditions, r.results, r.confidence)
            for r in rules
        ),
        settings={row.key: row.value for row in await Setting.all().using_db(db)},
        providers=tuple(await Provider.all().using_db(db).order_by("position", "id")),
        prices={price.model: price for price in await ModelPrice.all().using_db(db)},
        serving_id=str(serving_ids[0]) if serving_ids else None,
    )
