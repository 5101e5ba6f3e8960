"""The same objects as JSON that PostgreSQL writes, where all that they need is in its reach.

Reading rows, making objects of them and encoding these takes longer than taking one text from
the database: a ticket with its comments, their authors and its events is one statement. Plans
whose fields are columns (shown to the viewer or not, whatever the row), objects and lists of
such, and pages that a resolver finds by a column of the row can be written; everything else is
read and written here, by `schema.compiled.execution`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from tortoise.models import Model

from domain.actors import Actor
from domain.database import dialect
from domain.database.json_text import items_of
from domain.paging import UnreadPage
from domain.reading import conditions_of
from domain.selection import Written
from schema.compiled.database_template import Hole, OuterRow, Template, template_of
from schema.compiled.plans import Deferred, ObjectPlan

Call = Callable[[ObjectPlan, Deferred, OuterRow], Awaitable[Any]]
"""Asks a plan's resolver for what it answers for a row."""


async def written_by_database(
    plan: ObjectPlan, model: type[Model], viewer: Actor, call: Call
) -> Written | None:
    """How the database writes rows of `model` after `plan`; None if it cannot."""
    if dialect() != "postgres" or (template := template_of(plan, model, viewer)) is None:
        return None
    return template.written or await _Filling(viewer, call).fill(template, (model._meta.db_table,))


class _Filling:
    """Asks for the pages of one statement's holes, and gathers its parameters."""

    def __init__(self, viewer: Actor, call: Call) -> None:
        self._viewer = viewer
        self._call = call
        self._values: list[Any] = []

    async def fill(self, template: Template, tables: tuple[str, ...]) -> Written | None:
        sql, may_be_null = [], template.may_be_null
        for part in template.parts:
            if isinstance(part, str):
                sql.append(part)
                continue
            page = await self._page(part, tables)
            if page is None:
                return None
            sql.append(page[0])
            may_be_null |= page[1]
        return Written("".join(sql), template.joins, self._values, may_be_null)

    async def _page(self, hole: Hole, tables: tuple[str, ...]) -> tuple[str, bool] | None:
        """The nodes of the page that a resolver finds for each outer row, and whether they may
        be null."""
        page = await self._call(hole.plan, hole.field, hole.row)
        if not isinstance(page, UnreadPage) or page.window.from_end:
            return None
        model = page.query.model
        table = model._meta.db_table
        template = template_of(hole.nodes, model, self._viewer, len(tables))
        if template is None or table in tables:
            return None
        items = await self.fill(template, (*tables, table))
        if items is None:
            return None
        where, self._values = conditions_of(page.part, self._values)
        tail = f"{where}{page.order.sql(model)} LIMIT {page.window.size}"
        source = f'{items.sql} AS j FROM "{table}"{items.joins}{tail}'
        return items_of(source, checked=items.may_be_null), items.may_be_null
