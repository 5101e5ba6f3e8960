"""A copy of the catalog in memory, so that triage does not read it twice for every ticket.

The database marks each state of the three tables with a number drawn at random
(`counter` row `catalog_mark`, set by triggers). A copy is used while its mark stands: one
short statement in place of three tables, and never stale, whoever has written.
"""

from dataclasses import dataclass

from domain.models import Category, Skill, Tag
from domain.triage.values import CategoryChoice, NamedChoice
from domain.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CatalogCopy:
    """What a ticket may be given, as it is under one mark."""

    mark: int
    categories: tuple[CategoryChoice, ...]
    skills: tuple[NamedChoice, ...]
    tags: tuple[NamedChoice, ...]


_newest: CatalogCopy | None = None


async def load_catalog(uow: UnitOfWork) -> CatalogCopy:
    """All categories, skills and tags as this transaction sees them."""
    global _newest
    mark = await _mark(uow)
    # The mark first: what is read after it is at least as new, and a newer mark drops it.
    if _newest is None or _newest.mark != mark:
        _newest = await _read(uow, mark)
    return _newest


async def _mark(uow: UnitOfWork) -> int:
    rows = await uow.db.execute_query_dict("SELECT value FROM counter WHERE name = 'catalog_mark'")
    return int(rows[0]["value"])


async def _read(uow: UnitOfWork, mark: int) -> CatalogCopy:
    categories = await Category.all().using_db(uow.db).order_by("id")
    skills = await Skill.all().using_db(uow.db).order_by("name")
    tags = await Tag.all().using_db(uow.db).order_by("name")
    return CatalogCopy(
        mark,
        categories=tuple(
            CategoryChoice(c.id, c.key, c.name, c.description, tuple(c.examples))
            for c in categories
        ),
        skills=tuple(NamedChoice(s.id, s.name, s.description) for s in skills),
        tags=tuple(NamedChoice(t.id, t.name) for t in tags),
    )
