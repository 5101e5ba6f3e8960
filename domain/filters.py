"""Typed filters as nested mappings, compiled to conditions that mean the same on both databases.

    {"status": {"in": ["OPEN"]}, "or": [{"tags": {"some": {"name": {"eq": "vip"}}}}, …]}

A `FilterSpec` says what may be filtered by. What stands side by side must all hold; an
empty mapping holds for every row, an empty `or` for none. `not` is IS NOT TRUE: a row for
which the inner filter is unknown (a null) counts. Nothing may be null: a forgotten value
must not turn into "no condition".
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from typing import Any, Final, cast

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, ValueWrapper
from pypika_tortoise.terms import Field as Term
from tortoise.expressions import Q
from tortoise.fields.base import Field
from tortoise.filters import escape_like
from tortoise.models import Model

from domain.actors import Actor
from domain.conditions import (
    FALSE,
    Condition,
    all_of,
    any_of,
    exists,
    has_text,
    is_not_true,
    like,
)
from domain.errors import forbidden
from domain.filter_values import Path, bad_filter, checked_flag, checked_text, checked_value
from domain.policy import may_see_staff_fields

MAX_DEPTH = 10
MAX_PARTS = 500

Filter = Mapping[str, Any]


class Kind(Enum):
    """A type of column; decides which operators it has. LIST is a JSON list of texts."""

    ID = auto()
    ENUM = auto()
    TEXT = auto()
    NUMBER = auto()
    MOMENT = auto()
    FLAG = auto()
    LIST = auto()


_COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}
_COMPARISONS = (*_COMPARE, "in")
OPERATORS: Final = {
    Kind.ID: ("eq", "in"),
    Kind.ENUM: ("eq", "in"),
    Kind.TEXT: ("eq", "in", "contains", "starts_with"),
    Kind.NUMBER: _COMPARISONS,
    Kind.MOMENT: _COMPARISONS,
    Kind.FLAG: ("eq",),
    Kind.LIST: ("has",),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the row, or of the row that its foreign key `via` leads to."""

    name: str
    kind: Kind
    via: tuple[str, type[Model]] | None = None
    for_staff: bool = False


@dataclass(frozen=True, slots=True)
class IsSet:
    """A yes or no: whether a column has a value."""

    name: str
    for_staff: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Several columns under one name, such as those of the row a foreign key leads to."""

    fields: Mapping[str, "Filterable"]
    for_staff: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """The rows of `model` whose foreign key `back` leads here: `some`, `none` or `every`.

    A viewer without staff's rights sees only those with `public` values.
    """

    model: type[Model]
    back: str
    fields: Mapping[str, "Filterable"]
    for_staff: bool = False
    public: tuple[str, str] | None = None


Filterable = Column | IsSet | Group | Many


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """All that lists of `model` can be filtered by."""

    model: type[Model]
    fields: Mapping[str, Filterable]


def compile_filter(
    spec: FilterSpec, given: Filter | None, actor: Actor, path: Path = ("filter",)
) -> Q:
    """The condition that `given` describes, for this viewer.

    Raises AccessError FORBIDDEN for a field that the viewer could not read (a filter would
    tell it), DomainError BAD_REQUEST, INVALID, TOO_LONG or OUT_OF_RANGE with the place.
    """
    if given is None:
        return Q()
    compiler = _Compiler(actor)
    scope = _Scope(spec.model, spec.model._meta.basetable)
    return Condition(compiler.fields(spec.fields, given, scope, path, 1))


@dataclass(frozen=True, slots=True)
class _Scope:
    model: type[Model]
    table: Table

    def term(self, name: str) -> Term:
        return self.table[self.model._meta.fields_db_projection[name]]

    def field(self, name: str) -> Field[Any]:
        return self.model._meta.fields_map[name]


class _Compiler:
    """Walks one filter, counting what it has seen."""

    def __init__(self, actor: Actor) -> None:
        self._is_staff = may_see_staff_fields(actor)
        self._parts = 0
        self._aliases = (f"f{number}" for number in count(1))

    def fields(
        self,
        fields: Mapping[str, Filterable],
        given: Any,
        scope: _Scope,
        path: Path,
        depth: int,
    ) -> Criterion:
        self._count(path)
        if depth > MAX_DEPTH:
            raise bad_filter(path, f"A filter has at most {MAX_DEPTH} levels.")
        if not isinstance(given, Mapping):
            raise bad_filter(
                path, "A filter is an object; leave it out rather than set it to null."
            )
        return all_of(
            self._entry(fields, key, value, scope, (*path, _camel(key)), depth)
            for key, value in given.items()
        )

    def _entry(
        self,
        fields: Mapping[str, Filterable],
        key: str,
        value: Any,
        scope: _Scope,
        path: Path,
        depth: int,
    ) -> Criterion:
        self._count(path)
        if key in ("and", "or", "not"):
            return self._combined(fields, key, value, scope, path, depth)
        target = fields.get(key)
        if target is None:
            raise bad_filter(path, f"There is nothing called `{_camel(key)}` to filter by.")
        if target.for_staff and not self._is_staff:
            raise forbidden(f"Only staff may filter by `{_camel(key)}`.")
        match target:
            case Group():
                return self.fields(target.fields, value, scope, path, depth + 1)
            case Many():
                return self._many(target, value, scope, path, depth)
            case IsSet():
                return self._is_set(target, value, scope, path)
            case Column(via=None):
                return self._column(target, value, scope, path)
            case Column():
                return self._related_column(target, value, scope, path)

    def _combined(
        self,
        fields: Mapping[str, Filterable],
        key: str,
        value: Any,
        scope: _Scope,
        path: Path,
        depth: int,
    ) -> Criterion:
        if key == "not":
            return is_not_true(self.fields(fields, value, scope, path, depth + 1))
        if not isinstance(value, (list, tuple)):
            raise bad_filter(path, f"`{key}` takes a list of filters.")
        inner = [
            self.fields(fields, item, scope, (*path, str(place)), depth + 1)
            for place, item in enumerate(value)
        ]
        return all_of(inner) if key == "and" else any_of(inner)

    def _many(self, target: Many, value: Any, scope: _Scope, path: Path, depth: int) -> Criterion:
        quantifiers = []
        for quantifier, inner in _entries(value, path, ("some", "none", "every")):
            linked = _Scope(target.model, self._alias(target.model))
            conditions: list[Criterion] = [linked.term(target.back) == scope.term("id")]
            if target.public is not None and not self._is_staff:
                column, public = target.public
                conditions.append(linked.term(column) == ValueWrapper(public))
            wanted = self.fields(target.fields, inner, linked, (*path, quantifier), depth + 1)
            conditions.append(is_not_true(wanted) if quantifier == "every" else wanted)
            found = exists(linked.table, all_of(conditions))
            quantifiers.append(found if quantifier == "some" else is_not_true(found))
        return all_of(quantifiers)

    def _is_set(self, target: IsSet, value: Any, scope: _Scope, path: Path) -> Criterion:
        term = scope.term(target.name)
        wanted = [
            term.notnull() if checked_flag(item, (*path, key)) else term.isnull()
            for key, item in _entries(value, path, ("eq",))
        ]
        return all_of(cast(list[Criterion], wanted))

    def _related_column(self, target: Column, value: Any, scope: _Scope, path: Path) -> Criterion:
        assert target.via is not None
        key, model = target.via
        related = _Scope(model, self._alias(model))
        is_it = related.term("id") == scope.term(key)
        wanted = self._column(target, value, related, path)
        return exists(related.table, all_of([is_it, wanted]))

    def _column(self, target: Column, value: Any, scope: _Scope, path: Path) -> Criterion:
        field, term = scope.field(target.name), scope.term(target.name)
        operators = OPERATORS[target.kind] + (("is_null",) if field.null else ())
        return all_of(
            self._operator(name, item, field, term, (*path, _camel(name)))
            for name, item in _entries(value, path, operators)
        )

    def _operator(
        self, name: str, item: Any, field: Field[Any], term: Term, path: Path
    ) -> Criterion:
        self._count(path)
        if name == "is_null":
            return cast(Criterion, term.isnull() if checked_flag(item, path) else term.notnull())
        if name == "in":
            if not isinstance(item, (list, tuple)):
                raise bad_filter(path, "`in` takes a list.")
            values = [checked_value(field, one, (*path, str(n))) for n, one in self._each(item)]
            return cast(Criterion, term.isin(values)) if values else FALSE
        if name == "has":
            return has_text(term, checked_text(item, path))
        value = checked_value(field, item, path)
        if name == "contains":
            return like(term, f"%{escape_like(value)}%")
        if name == "starts_with":
            return like(term, f"{escape_like(value)}%")
        return cast(Criterion, _COMPARE[name](term, ValueWrapper(value)))

    def _each(self, items: list[Any] | tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
        for place, item in enumerate(items):
            self._count(("filter",))
            yield place, item

    def _count(self, path: Path) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise bad_filter(path[:1], f"A filter has at most {MAX_PARTS} parts.")

    def _alias(self, model: type[Model]) -> Table:
        return cast(Table, model._meta.basetable.as_(next(self._aliases)))


def _entries(value: Any, path: Path, allowed: tuple[str, ...]) -> list[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise bad_filter(path, "Expected an object; leave it out rather than set it to null.")
    for key in value:
        if key not in allowed:
            known = ", ".join(map(_camel, allowed))
            raise bad_filter((*path, _camel(key)), f"Here one may say: {known}.")
    return list(value.items())


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
