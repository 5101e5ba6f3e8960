"""SELECTs of single columns, each made once: the text up to its conditions, and its rows' class."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tortoise.models import Model

from domain.database import dialect
from domain.database.rows import row_class

MAX_SELECTIONS = 2_000


@dataclass(frozen=True, slots=True)
class Join:
    """Columns of the row that the foreign key `key` leads to, read along as `key__column`."""

    key: str
    model: type[Model]
    columns: frozenset[str]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset((self.key, column) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows tied to others, their owners, by rows of `link`; sorted by a column of `model`.

    What is read are rows of `model`, or of the link itself where it says more than the tie.
    """

    link: type[Model]
    owner: str
    key: str
    model: type[Model]
    sorted_by: str
    reads_link: bool = False

    @property
    def row_of(self) -> type[Model]:
        return self.link if self.reads_link else self.model


@dataclass(frozen=True, slots=True)
class Selection:
    """A SELECT up to its FROM. Its rows' class knows of whom they are and what was joined."""

    row_type: type[Any]
    sql: str


def select(
    model: type[Model], columns: Collection[str] | None = None, joins: Collection[Join] = ()
) -> Selection:
    """Reads these columns of `model` (all without any), and those of joined rows."""
    return _select(dialect(), model, _names(model, columns), frozenset(joins), None)


def select_linked(
    linked: Linked, columns: Collection[str] | None = None, joins: Collection[Join] = ()
) -> Selection:
    """The same for linked rows; the id of whom they belong to is their `owner`."""
    model = linked.row_of
    return _select(dialect(), model, _names(model, columns), frozenset(joins), linked)


def _names(model: type[Model], columns: Collection[str] | None) -> frozenset[str]:
    if columns is None:
        return frozenset(model._meta.fields_db_projection)
    return frozenset(columns or {model._meta.pk_attr})  # SQLite selects at least one column


@lru_cache(maxsize=MAX_SELECTIONS)
def _select(
    dialect: str,
    model: type[Model],
    names: frozenset[str],
    joins: frozenset[Join],
    linked: Linked | None,
) -> Selection:
    place = source = f'"{model._meta.db_table}"'
    columns = []
    if linked is not None:
        link = f'"{linked.link._meta.db_table}"'
        place = link if linked.reads_link else '"linked"'
        target = f'"{linked.model._meta.db_table}" "linked"'
        source = f'{link} JOIN {target} ON "linked"."id" = {link}."{linked.key}"'
        columns.append(("owner", linked.owner, linked.link, link))
    columns += [(name, name, model, place) for name in sorted(names)]
    for number, join in enumerate(sorted(joins, key=lambda join: join.key)):
        alias = f'"join{number}"'
        columns += [
            (f"{join.key}__{name}", name, join.model, alias) for name in sorted(join.columns)
        ]
        target = f'"{join.model._meta.db_table}" {alias}'
        source += f' LEFT JOIN {target} ON {alias}."id" = {place}."{join.key}"'
    selected = ", ".join(
        f'{alias}."{owner._meta.fields_db_projection[name]}"' for _, name, owner, alias in columns
    )
    attributes = [(as_, owner._meta.fields_map[name]) for as_, name, owner, _ in columns]
    joined = frozenset(column for join in joins for column in join.pairs)
    return Selection(
        row_class(model, attributes, joined, dialect), f"SELECT {selected} FROM {source}"
    )
