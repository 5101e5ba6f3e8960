"""Which variables parts of a document name."""

from typing import Any

from graphql import DocumentNode, Node, VariableNode, Visitor, visit


def condition_variables(document: DocumentNode) -> tuple[str, ...]:
    """The names of those that @include and @skip look at, sorted."""
    names: set[str] = set()

    class Conditions(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> None:
            names.update(variables_in(node))

    visit(document, Conditions())
    return tuple(sorted(names))


def variables_in(node: Node) -> set[str]:
    """The names of the variables in a part of a document."""
    names: set[str] = set()

    class Variables(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            names.add(variable.name.value)

    visit(node, Variables())
    return names
