"""SELECTs of single columns, each made once: the text up to its conditions, and its rows' class."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tortoise.fields import TextField
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
class Written:
    """What the database is to make of each row as JSON: an expression with its parameters,
    and the joins that it needs. Null says that a value is missing where none may be."""

    sql: str
    joins: str
    values: Sequence[Any]
    may_be_null: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """A SELECT up to its conditions, with its parameters. Its rows' class knows of whom they
    are and what was joined."""

    row_type: type[Any]
    sql: str
    values: Sequence[Any] = ()


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


def select_written(model: type[Model], columns: Sequence[str], written: Written) -> Selection:
    """Reads rows as JSON, as their attribute `json`, and these columns of `model`."""
    row_type, others = _written_row(dialect(), model, tuple(columns))
    table = model._meta.db_table
    sql = f'SELECT {written.sql}{others} FROM "{table}"{written.joins}'
    return Selection(row_type, sql, written.values)


@lru_cache(maxsize=MAX_SELECTIONS)
def _written_row(
    dialect: str, model: type[Model], columns: tuple[str, ...]
) -> tuple[type[Any], str]:
    attributes = [("json", TextField()), *((it, model._meta.fields_map[it]) for it in columns)]
    table, names = model._meta.db_table, model._meta.fields_db_projection
    others = "".join(f', "{table}"."{names[column]}"' for column in columns)
    row_type = row_class(model, attributes, frozenset(), dialect)
    row_type.is_written = True
    return row_type, others


def is_written(row: object) -> bool:
    """Whether a row is the JSON that the database made of it."""
    return getattr(type(row), "is_written", False)


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
