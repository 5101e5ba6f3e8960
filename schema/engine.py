"""From the text of a document to its answer: parse, check, validate, price, execute.

Strawberry is the schema and its resolvers; its pipeline of extensions is not used, since
both protocol edges share this one. A document is checked in this order, cheapest first:
length, tokens and comments while parsing; depth, aliases and root fields; the rules of
the specification; the static cost for the given variables. Nothing of it runs before.
"""

import re
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from inspect import isawaitable
from typing import Any

import orjson
import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    parse,
    print_ast,
    specified_rules,
    validate,
)
from graphql.execution import (
    Executor,
    create_source_event_stream,
    execute_root_selection_set,
    execute_subscription_event,
    map_source_to_response_event,
)
from graphql.validation import recommended_rules
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from domain.errors import ErrorCode
from domain.vocabulary import Role
from schema.compiled import Fallback, Plans, run, run_each
from schema.cost import StaticCost
from schema.executors import Executors
from schema.limits import Limits, check_shape
from schema.live import Following, LiveStream, LiveStreams
from schema.live.streams import Asked

RULES = (
    *specified_rules,
    *recommended_rules,
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)
MAX_VALIDATION_ERRORS = 20
MAX_COMMENTS = 500

# Comparing overlapping fields is quadratic; the library's own budget lets a document of
# 4,000 tokens hold the event loop for half a second, this one for about 60 ms.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 50_000

_ESCAPED_NUL = re.compile(r"\\u(?:0000|\{0+\})")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation that has passed every check but its cost, which variables decide."""

    document: DocumentNode
    operation: OperationDefinitionNode
    cost: StaticCost
    executors: Executors
    plans: Plans
    personal_to: set[Role | None] = field(default_factory=set)

    @property
    def kind(self) -> OperationType:
        return self.operation.operation

    @property
    def name(self) -> str | None:
        return None if self.operation.name is None else self.operation.name.value


Observe = Callable[[str, str, float], None]
"""Told kind (`query`, `mutation`, `subscription`), outcome (`ok`, `errors`) and seconds of
each operation, for metrics; a subscription counts when it has started or failed to. A document
that never ran (syntax, validation, limits) is of kind `unknown`, outcome `refused`."""

CountFallback = Callable[[str], None]
"""Told why graphql-core had to execute an operation that the compiled path could not."""


class Engine:
    """Prepares and runs operations of one schema; shared by all requests and sockets."""

    def __init__(
        self,
        schema: strawberry.Schema,
        limits: Limits | None = None,
        observe: Observe | None = None,
        count_fallback: CountFallback | None = None,
    ) -> None:
        if schema.extensions or schema.directives:
            raise ValueError("The engine runs no Strawberry extensions or directives.")
        self.limits = limits or Limits()
        self.schema = schema
        self._core = schema._schema
        self._observe = observe
        self._count_fallback = count_fallback
        self._executor_class: Any = schema.execution_context_class
        self._cache: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()
        self._streams = LiveStreams()

    def prepare(self, query: str, operation_name: str | None) -> Prepared | list[GraphQLError]:
        """The operation to run, or why it cannot be; good documents are remembered."""
        key = (query, operation_name)
        if (prepared := self._cache.get(key)) is not None:
            self._cache.move_to_end(key)
            return prepared
        began = time.perf_counter()
        prepared_or_errors = self._prepare(query, operation_name)
        if self._observe is not None and not isinstance(prepared_or_errors, Prepared):
            self._observe("unknown", "refused", time.perf_counter() - began)
        if isinstance(prepared_or_errors, Prepared) and len(query) <= self.limits.cached_length:
            self._cache[key] = prepared_or_errors
            if len(self._cache) > self.limits.cached_documents:
                self._cache.popitem(last=False)
        return prepared_or_errors

    async def execute(
        self, prepared: Prepared, variables: Mapping[str, Any], context: Any
    ) -> ExecutionResult:
        """Run a query or mutation; `extensions.cost` tells what it was charged."""
        began = time.perf_counter()
        cost = prepared.cost(variables)
        if cost > self.limits.cost:
            result = self._too_costly(cost)
        else:
            executor = prepared.executors.light(variables, context)
            if isinstance(executor, Executor):
                result = await self._run(prepared, executor, execute_root_selection_set)
            else:
                result = ExecutionResult(None, errors=executor)
        result.extensions = {"cost": {"requested": cost, "maximum": self.limits.cost}}
        self._record(prepared, result, began)
        return result

    async def subscribe(
        self, prepared: Prepared, variables: Mapping[str, Any], context: Any
    ) -> LiveStream | AsyncIterator[ExecutionResult] | ExecutionResult:
        """Start a subscription; an `ExecutionResult` means that it could not start.

        What follows the event log is a `LiveStream`; of everything else the caller closes the
        iterator, which raises what its source raises.
        """
        stream_or_result: LiveStream | AsyncIterator[ExecutionResult] | ExecutionResult
        began = time.perf_counter()
        cost = prepared.cost(variables)
        if cost > self.limits.cost:
            stream_or_result = self._too_costly(cost)
        else:
            executor = prepared.executors.light(variables, context)
            if isinstance(executor, Executor):
                stream_or_result = await self._open(prepared, variables, executor)
            else:
                stream_or_result = ExecutionResult(None, errors=executor)
        self._record(prepared, stream_or_result, began)
        return stream_or_result

    async def _run(
        self, prepared: Prepared, executor: Executor[Any], fallback: Fallback
    ) -> ExecutionResult:
        def execute_whole(light: Executor[Any]) -> Any:
            return fallback(prepared.executors.whole(light))

        result, reason = await run(prepared.plans, executor, execute_whole)
        if reason is not None and self._count_fallback is not None:
            self._count_fallback(reason)
        return result

    async def _open(
        self, prepared: Prepared, variables: Mapping[str, Any], executor: Executor[Any]
    ) -> LiveStream | AsyncIterator[ExecutionResult] | ExecutionResult:
        executor = prepared.executors.whole(executor)
        opened = create_source_event_stream(executor)
        source = await opened if isawaitable(opened) else opened
        if isinstance(source, ExecutionResult):
            return source
        if isinstance(source, Following):
            asked = Asked(
                (id(prepared), _shared_variables(prepared, variables)),
                partial(self._execute_each, prepared, variables),
                prepared.personal_to,
            )
            return self._streams.open(asked, source, executor.context_value)

        def respond(for_event: Executor[Any]) -> Any:
            return self._run(prepared, for_event, execute_subscription_event)

        return map_source_to_response_event(executor, source, respond)

    async def _execute_each(
        self, prepared: Prepared, variables: Mapping[str, Any], context: Any, roots: Sequence[Any]
    ) -> Sequence[ExecutionResult]:
        """What a subscription makes of each root value."""
        executor = prepared.executors.light(variables, context)
        if not isinstance(executor, Executor):
            raise ExceptionGroup("The variables were good when it began.", executor)
        results = await run_each(prepared.plans, executor, roots)
        if results is not None:
            return results
        return [
            await self._run(
                prepared, executor.build_per_event_executor(root), execute_subscription_event
            )
            for root in roots
        ]

    def _record(self, prepared: Prepared, outcome: object, began: float) -> None:
        if self._observe is not None:
            failed = isinstance(outcome, ExecutionResult) and outcome.errors
            seconds = time.perf_counter() - began
            self._observe(prepared.kind.value, "errors" if failed else "ok", seconds)

    def _prepare(self, query: str, operation_name: str | None) -> Prepared | list[GraphQLError]:
        if _ESCAPED_NUL.search(query):
            return [GraphQLError("The document contains the character U+0000.")]
        try:
            document = parse(
                query,
                max_source_length=self.limits.length,
                max_lexical_tokens=self.limits.tokens,
                max_comments=MAX_COMMENTS,
            )
        except GraphQLError as error:
            return [error]
        if errors := check_shape(document, self.limits):
            return errors
        if errors := validate(self._core, document, RULES, MAX_VALIDATION_ERRORS):
            return [_explain(error) for error in errors]
        operation = _choose_operation(document, operation_name)
        if isinstance(operation, GraphQLError):
            return [operation]
        cost = StaticCost(self._core, document, operation, self.limits)
        executors = Executors(self._executor_class, self._core, document, operation)
        return Prepared(document, operation, cost, executors, Plans(document))

    def _too_costly(self, cost: int) -> ExecutionResult:
        message = f"The operation costs {cost:,}; at most {self.limits.cost:,} is allowed."
        error = GraphQLError(message, extensions={"code": ErrorCode.COST_EXCEEDED.value})
        return ExecutionResult(None, errors=[error])


def _shared_variables(prepared: Prepared, variables: Mapping[str, Any]) -> bytes:
    """The values that equal subscriptions have in common: all but where they begin, and
    nothing else in the schema takes a position."""
    shared = {}
    for definition in prepared.operation.variable_definitions or ():
        name, type_ = definition.variable.name.value, print_ast(definition.type)
        if name in variables and type_.rstrip("!") != "Position":
            shared[name] = variables[name]
    return orjson.dumps(shared, option=orjson.OPT_SORT_KEYS)


def _explain(error: GraphQLError) -> GraphQLError:
    """The validator says only that it gave up when a document exhausts its budget."""
    if error.message == "Validation aborted.":
        return GraphQLError("The document is too complex to validate.")
    return error


def _choose_operation(
    document: DocumentNode, name: str | None
) -> OperationDefinitionNode | GraphQLError:
    operations = [
        definition
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
    ]
    if name is not None:
        operations = [
            operation
            for operation in operations
            if operation.name is not None and operation.name.value == name
        ]
    if len(operations) == 1:
        return operations[0]
    if name is not None:
        return GraphQLError("The document has no operation of that name.")
    if operations:
        return GraphQLError("The document has several operations: say which by its name.")
    return GraphQLError("The document has no operation.")
