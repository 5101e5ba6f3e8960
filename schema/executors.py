"""Executors of graphql-core for one operation, without reading its document anew each time.

The compiled path asks little of an executor: who asks, for what, with which variables. It gets
a `light` one, without what executing leaves behind (errors, groups, tasks). Where graphql-core
itself executes, `whole` makes a common one of that.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    default_field_resolver,
    default_type_resolver,
    is_non_null_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.get_variable_signature import (
    GraphQLVariableSignature,
    get_variable_signature,
)
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_variable_values,
    input_is_nested_too_deeply,
)
from graphql.utilities import coerce_input_value
from strawberry.execution import optimized_is_awaitable

from schema.limits import fragments_of

MAX_VARIABLE_ERRORS: Final = 50


class Executors:
    """Those of one operation of a valid document."""

    def __init__(
        self,
        executor_class: type[Executor[Any]],
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
    ) -> None:
        self._class = executor_class
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        signatures = [get_variable_signature(schema, it) for it in self._definitions]
        self._signatures = cast("list[GraphQLVariableSignature]", signatures)
        fragments = fragments_of(document)
        self._arguments: dict[str, Any] = {
            "schema": schema,
            "fragment_definitions": fragments,
            "fragments": {name: FragmentDetails(it) for name, it in fragments.items()},
            "root_value": None,
            "operation": operation,
            "field_resolver": default_field_resolver,
            "type_resolver": default_type_resolver,
            "subscribe_field_resolver": default_field_resolver,
            "middleware_manager": None,
            "is_awaitable": optimized_is_awaitable,
            "operation_extensions": None,
        }
        self._light = self._arguments | {"abort_signal": None, "async_helpers": None}

    def light(
        self, variables: Mapping[str, Any], context: Any
    ) -> Executor[Any] | list[GraphQLError]:
        """For the compiled path; or what is wrong with the variables."""
        values = self._coerced(variables)
        if isinstance(values, list):
            return values
        executor = object.__new__(self._class)
        vars(executor).update(self._light, variable_values=values, context_value=context)
        return executor

    def whole(self, light: Executor[Any]) -> Executor[Any]:
        """For graphql-core, with all that has been set on the light one."""
        names = (*self._arguments, "variable_values", "context_value")
        return self._class(**{name: getattr(light, name) for name in names})

    def _coerced(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """What graphql-core makes of them; it is asked itself for defaults and what is wrong."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature in self._signatures:
            name, type_ = signature.name, signature.type
            value = given.get(name, Undefined)
            sources[name] = VariableValueSource(signature, value)
            if value is Undefined and signature.default is None and not is_non_null_type(type_):
                continue
            if value is not Undefined and not input_is_nested_too_deeply(value, type_):
                value = coerced[name] = coerce_input_value(value, type_)
                if value is not Undefined:
                    continue
            return get_variable_values(
                self._schema, self._definitions, dict(given), MAX_VARIABLE_ERRORS
            )
        return VariableValues(sources, coerced)
