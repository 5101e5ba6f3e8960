"""The dashboard's own documents run on the compiled path, every one of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    parse,
    separate_operations,
    type_from_ast,
)
from graphql.execution import Executor

from schema.assembly import schema
from schema.compiled import Plans

CORE = schema._schema
SOURCES = Path(__file__).parents[2] / "frontend" / "src"
SCALARS = {
    "Boolean": True,
    "Date": "2026-01-01",
    "DateTime": "2026-01-01T00:00:00Z",
    "Float": 0.5,
    "ID": "tkt_01k00000000000000000000000",
    "Int": 1,
    "JSON": {},
    "Position": "1",
    "String": "some words",
}


def dashboard_documents() -> Iterator[tuple[str, DocumentNode]]:
    """Each operation with the fragments that it uses, which may stand in other files."""
    parts: list[Any] = []
    for file in sorted(SOURCES.rglob("*.graphql")):
        parts += parse(file.read_text()).definitions
    assert any(isinstance(part, FragmentDefinitionNode) for part in parts)
    yield from separate_operations(DocumentNode(definitions=tuple(parts))).items()


def some_value(type_: Any) -> Any:
    """A value of the type, as small as it may be."""
    if isinstance(type_, GraphQLNonNull):
        return some_value(type_.of_type)
    if isinstance(type_, GraphQLList):
        return []
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        required = {
            name: field
            for name, field in type_.fields.items()
            if isinstance(field.type, GraphQLNonNull) or type_.is_one_of
        }
        some = list(required.items())[: 1 if type_.is_one_of else None]
        return {name: some_value(field.type) for name, field in some}
    return SCALARS[type_.name]


def test_each_document_of_the_dashboard_is_compiled() -> None:
    names = []
    for name, document in dashboard_documents():
        [operation] = [
            part for part in document.definitions if isinstance(part, OperationDefinitionNode)
        ]
        variables = {
            variable.variable.name.value: some_value(type_from_ast(CORE, variable.type))
            for variable in operation.variable_definitions or ()
        }
        executor = schema.execution_context_class.build(CORE, document, None, None, variables)
        assert isinstance(executor, Executor), (name, executor)
        assert Plans(document).for_(executor).entries
        names.append(name)
    assert len(names) > 100
