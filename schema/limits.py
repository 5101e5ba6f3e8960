"""What a document may ask for, checked before anything else looks at it.

Every limit answers with `BAD_REQUEST` and a message that names the limit, except the
static cost (`schema/cost.py`), which answers with `COST_EXCEEDED`:

* length and tokens of the text (while it is parsed),
* depth, aliases and root fields of each operation, fragments included,
* the work that merging overlapping fields takes (while it is validated).

Fragments are measured once each, so that thirty fragments that spread the next one
twice take thirty steps and not a thousand million.
"""

from dataclasses import dataclass
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

INTROSPECTION_ROOTS = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one document; lengths in characters, page sizes in rows.

    `depth` does not count below `__schema` and `__type`, where the validator has a rule
    of its own, so that the introspection query of every tool passes.
    """

    length: int = 200_000
    tokens: int = 4_000
    depth: int = 15
    aliases: int = 50
    root_fields: int = 20
    cost: int = 50_000
    default_page: int = 50
    assumed_list: int = 5
    cached_documents: int = 1_000
    cached_length: int = 20_000


class Shape(NamedTuple):
    """Of a selection set: levels below it, aliases anywhere in it, fields directly in it."""

    depth: int
    aliases: int
    fields: int


def check_shape(document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """The limits that this document exceeds; empty when it may be validated."""
    shapes = _Shapes(fragments_of(document))
    errors = []
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            try:
                shape = shapes.of(definition.selection_set)
            except RecursionError:
                return [GraphQLError("The document nests fragments too deeply.")]
            errors += _exceeded(definition, shape, limits)
    return errors


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }


def _exceeded(
    operation: OperationDefinitionNode, shape: Shape, limits: Limits
) -> list[GraphQLError]:
    measured = (
        ("levels of depth", shape.depth, limits.depth),
        ("aliases", shape.aliases, limits.aliases),
        ("root fields", shape.fields, limits.root_fields),
    )
    return [
        GraphQLError(f"The operation has {found:,} {what}; at most {most:,} are allowed.")
        for what, found, most in measured
        if found > most
    ]


class _Shapes:
    """Measures selection sets, each fragment once."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, Shape] = {}

    def of(self, selection_set: SelectionSetNode) -> Shape:
        depth = aliases = fields = 0
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                below = self._below(selection)
                shape = Shape(below.depth + 1, below.aliases + (selection.alias is not None), 1)
            elif isinstance(selection, InlineFragmentNode):
                shape = self.of(selection.selection_set)
            else:
                assert isinstance(selection, FragmentSpreadNode)
                shape = self._fragment(selection.name.value)
            depth = max(depth, shape.depth)
            aliases += shape.aliases
            fields += shape.fields
        return Shape(depth, aliases, fields)

    def _below(self, field: FieldNode) -> Shape:
        if field.selection_set is None:
            return Shape(0, 0, 0)
        below = self.of(field.selection_set)
        return below._replace(depth=0) if field.name.value in INTROSPECTION_ROOTS else below

    def _fragment(self, name: str) -> Shape:
        if name not in self._known:
            self._known[name] = Shape(0, 0, 0)  # ends a cycle, which the validator reports
            if (fragment := self._fragments.get(name)) is not None:
                self._known[name] = self.of(fragment.selection_set)
        return self._known[name]
