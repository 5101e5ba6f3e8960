"""Follows a plan: rows in, JSON values out, level by level.

What a root field has answered, or how it failed, is left in `answers`, but for what the
database has written: nothing else can be made of that.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from itertools import chain
from typing import Any, cast

import orjson
import structlog
from graphql import GraphQLError, OperationType
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.executor import default_type_resolver
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from graphql.type import GraphQLObjectType, GraphQLResolveInfo

from domain.errors import DomainError
from domain.paging import CountedPage, UnreadPage, UnreadRow, WrittenPage, WrittenRows
from domain.selection import Written, is_written, select, select_linked
from schema.compiled.database_writer import written_by_database
from schema.compiled.leaves import NullForbidden
from schema.compiled.pages import counts, nodes_of, only_plan
from schema.compiled.plans import (
    Deferred,
    LeafValue,
    ListValue,
    ObjectPlan,
    ObjectValue,
    Unsupported,
    Value,
    Wanted,
    all_wanted,
    plan_of,
    plans_of,
)
from schema.compiled.sources import Attribute, Function, Itself, Relation, Resolver
from schema.loaders import Batch, ById, Lists


@dataclass(frozen=True, slots=True)
class Answer:
    """What a root field answered: a value, or an error."""

    value: Any = None
    error: Exception | None = None


_log = structlog.get_logger(__name__)


class Execution:
    def __init__(self, executor: Executor[Any], answers: dict[str, Answer]) -> None:
        self._executor = executor
        self._answers = answers
        self._context: Any = executor.context_value

    @property
    def _viewer(self) -> Any:
        """Asked for anew each time: signing in makes nobody somebody."""
        return getattr(self._context, "actor", None)

    async def operation(self, plan: ObjectPlan) -> dict[str, Any]:
        rows = [self._executor.root_value]
        written = plan.write(rows, self._viewer)
        fills = [self._fill_root(plan, deferred, written[0]) for deferred in plan.deferred]
        if self._executor.operation.operation is OperationType.MUTATION:
            await _one_after_another(fills)
        else:
            await _together(fills)
        return written[0]

    async def each(self, plan: ObjectPlan, roots: Sequence[Any]) -> list[dict[str, Any]]:
        return await self._objects(plan, roots)

    async def _fill_root(self, plan: ObjectPlan, field: Deferred, data: dict[str, Any]) -> None:
        try:
            (value,) = await self._values(plan, field, [self._executor.root_value])
        except Exception as error:
            self._answers[field.key] = Answer(error=error)
            raise
        if not _is_written(value):
            self._answers[field.key] = Answer(value)
        (data[field.key],) = await self._complete(field.value, [value], plan, field)

    async def _objects(self, plan: ObjectPlan, rows: Sequence[Any]) -> list[Any]:
        if is_written(rows[0]):
            return [_fragment(row) for row in rows]
        if plan.joined is not None and plan.joined_columns <= _joined_to(rows[0]):
            plan = plan.joined
        written = plan.write(rows, self._viewer)
        relations: dict[Batch, list[Deferred]] = {}
        for field in plan.deferred:
            if isinstance(field.source, Relation):
                relations.setdefault(field.source.batch, []).append(field)
            else:
                await self._fill(plan, field, rows, written)
        for batch, fields in relations.items():
            await self._fill_related(plan, batch, fields, rows, written)
        return written

    async def _fill(
        self,
        plan: ObjectPlan,
        field: Deferred,
        rows: Sequence[Any],
        written: Sequence[dict[str, Any]],
    ) -> None:
        values = await self._values(plan, field, rows)
        await self._put(plan, field, values, written)

    async def _fill_related(
        self,
        plan: ObjectPlan,
        batch: Batch,
        fields: Sequence[Deferred],
        rows: Sequence[Any],
        written: Sequence[dict[str, Any]],
    ) -> None:
        """All fields of one batch by one read."""
        keys = [self._keys(cast(Relation, field.source), rows) for field in fields]
        wanted = [key for key in dict.fromkeys(chain.from_iterable(keys)) if key is not None]
        found: dict[Any, Any] = {}
        if wanted:
            inner = all_wanted(plan.rows for field in fields for plan in plans_of(field.value))
            found = dict(zip(wanted, await _read(batch, wanted, inner), strict=True))
        for field, own in zip(fields, keys, strict=True):
            await self._put(plan, field, [found.get(key) for key in own], written)

    async def _put(
        self,
        plan: ObjectPlan,
        field: Deferred,
        values: Sequence[Any],
        written: Sequence[dict[str, Any]],
    ) -> None:
        completed = await self._complete(field.value, values, plan, field)
        key = field.key
        for data, value in zip(written, completed, strict=True):
            data[key] = value

    def _keys(self, source: Relation, rows: Sequence[Any]) -> list[Any]:
        if source.gate.to is not None and not source.gate.to(self._viewer):
            return [None] * len(rows)
        name = source.key
        return [getattr(row, name) for row in rows]

    async def _values(
        self, plan: ObjectPlan, field: Deferred, rows: Sequence[Any]
    ) -> Sequence[Any]:
        source = field.source
        if isinstance(source, Itself):
            return rows
        if isinstance(source, Attribute):
            viewer, gate, name = self._viewer, source.gate, source.name
            return [getattr(row, name) if gate.opens(viewer, row) else None for row in rows]
        if isinstance(source, Function):
            return [source.function(row) for row in rows]
        return await self._resolved(plan, field, rows)

    async def _resolved(self, plan: ObjectPlan, field: Deferred, rows: Sequence[Any]) -> list[Any]:
        values = self._call(plan, field, rows)
        awaited = [place for place, value in enumerate(values) if isawaitable(value)]
        answers = await _together([_awaited(values[place]) for place in awaited])
        for place, answer in zip(awaited, answers, strict=True):
            values[place] = answer
        for place, value in enumerate(values):
            if isinstance(value, UnreadPage | UnreadRow):
                values[place] = await self._read_now(value, field.value)
        return values

    def _call(self, plan: ObjectPlan, field: Deferred, rows: Sequence[Any]) -> list[Any]:
        """What the field's own function answers for each row, perhaps awaitable."""
        info = self._info(plan.type, field)
        arguments = field.arguments
        if arguments is None:
            node = field.details[0].node
            arguments = get_argument_values(field.definition, node, self._executor.variable_values)
        call = cast(Resolver, field.source).call
        return [call(row, info, arguments) for row in rows]

    async def _find(self, plan: ObjectPlan, field: Deferred, row: Any) -> Any:
        (value,) = self._call(plan, field, [row])
        return await value if isawaitable(value) else value

    async def _read_now(self, unread: UnreadPage | UnreadRow, value: Value) -> Any:
        """The page or row with what its plans want of it."""
        plans: Sequence[ObjectPlan] = plans_of(value)
        if isinstance(unread, UnreadPage):
            plans = [row for plan in plans for row in plan.of_page]
        if (written := await self._written(unread, value, plans)) is None:
            wanted = all_wanted(plan.rows for plan in plans)
            return await unread.read(wanted.columns, wanted.joins)
        if isinstance(unread, UnreadPage) and nodes_of(value) and not unread.window.from_end:
            return await unread.read_all_written(written, counted=counts(value))
        return await unread.read_written(written)

    async def _written(
        self, unread: UnreadPage | UnreadRow, value: Value, plans: Sequence[ObjectPlan]
    ) -> Written | None:
        """How the database writes its rows, if all have one plan that it can follow."""
        if len(plans) != 1 or only_plan(value) is None:
            return None
        model = unread.query.model
        try:
            return await written_by_database(plans[0], model, self._viewer, self._find)
        except (DomainError, GraphQLError):
            return None  # whoever writes the field itself meets the error where it belongs
        except Exception as error:
            _log.error("rows_not_written", type=plans[0].type.name, exc_info=error)
            return None

    def _info(self, type_: GraphQLObjectType, field: Deferred) -> GraphQLResolveInfo[Any]:
        nodes = [detail.node for detail in field.details]
        path = Path(None, field.key, type_.name)
        return self._executor.build_resolve_info(field.definition, nodes, type_, path)

    async def _complete(
        self, value: Value, answers: Sequence[Any], plan: ObjectPlan, field: Deferred
    ) -> list[Any]:
        if isinstance(value, LeafValue):
            serialize = value.rules.required if value.required else value.rules.optional
            return [serialize(answer) for answer in answers]
        present = [answer for answer in answers if answer is not None]
        if value.required and len(present) < len(answers):
            raise NullForbidden
        if isinstance(value, ListValue):
            completed = await self._lists(value, present, plan, field)
        else:
            completed = await self._rows(value, present, plan, field)
        if len(present) == len(answers):
            return completed
        rest = iter(completed)
        return [None if answer is None else next(rest) for answer in answers]

    async def _lists(
        self, value: ListValue, lists: Sequence[Any], plan: ObjectPlan, field: Deferred
    ) -> list[Any]:
        """The items of all lists are completed together, then dealt out again."""
        if lists and isinstance(lists[0], WrittenRows):
            return [_fragment(rows) for rows in lists]
        lists = [list(items) for items in lists]
        flat = [item for items in lists for item in items]
        completed = iter(await self._complete(value.item, flat, plan, field))
        return [[next(completed) for _ in items] for items in lists]

    async def _rows(
        self, value: ObjectValue, rows: Sequence[Any], plan: ObjectPlan, field: Deferred
    ) -> list[Any]:
        if not rows:
            return []
        if isinstance(value.type, GraphQLObjectType):
            return await self._objects(value.plans[value.type.name], rows)
        info = self._info(plan.type, field)
        names = [self._type_name(value, row, info) for row in rows]
        completed: list[Any] = [None] * len(rows)
        for name in dict.fromkeys(names):
            places = [place for place, one in enumerate(names) if one == name]
            concrete = self._concrete(value, name, field.details)
            objects = await self._objects(concrete, [rows[place] for place in places])
            for place, written in zip(places, objects, strict=True):
                completed[place] = written
        return completed

    def _type_name(self, value: ObjectValue, row: Any, info: GraphQLResolveInfo[Any]) -> str:
        resolve: Any = getattr(value.type, "resolve_type", None) or default_type_resolver
        name = resolve(row, info, value.type)
        if not isinstance(name, str):
            raise Unsupported("type")
        return name

    def _concrete(self, value: ObjectValue, name: str, details: FieldDetailsList) -> ObjectPlan:
        if name not in value.plans:
            type_ = self._executor.schema.get_type(name)
            if not isinstance(type_, GraphQLObjectType):
                raise Unsupported("type")
            value.plans[name] = plan_of(self._executor, type_, details)
        return value.plans[name]


def _joined_to(row: Any) -> frozenset[tuple[str, str]]:
    return getattr(type(row), "joined", frozenset())


def _is_written(answer: Any) -> bool:
    """Whether the database has written the row, or rows, of a root field's answer."""
    if isinstance(answer, CountedPage):
        return any(is_written(row) for row in answer.rows[:1])
    return isinstance(answer, WrittenPage) or is_written(answer)


def _fragment(written: Any) -> orjson.Fragment:
    if written.json is None:
        raise NullForbidden
    return orjson.Fragment(written.json)


async def _read(batch: Batch, keys: list[Any], wanted: Wanted) -> Sequence[Any]:
    if isinstance(batch, ById):
        columns = None if wanted.columns is None else wanted.columns | {"id"}
        return await batch.read(keys, select(batch.model, columns, wanted.joins))
    if isinstance(batch, Lists):
        return await batch.read(keys, select_linked(batch.linked, wanted.columns, wanted.joins))
    return await batch(keys)


async def _awaited(value: Any) -> Any:
    return await value


async def _one_after_another(fills: Iterable[Coroutine[Any, Any, None]]) -> None:
    fills = list(fills)
    try:
        while fills:
            await fills.pop(0)
    finally:
        for fill in fills:
            fill.close()


async def _together(coroutines: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
    """Their results. All are awaited to the end, also when one fails: what others share
    (a loader's read, a remembered task) must not be cancelled under them."""
    if len(coroutines) < 2:
        return [await coroutine for coroutine in coroutines]
    results = await asyncio.gather(*coroutines, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return list(results)
