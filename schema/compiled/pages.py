"""What a selection asks of a page."""

from graphql import GraphQLObjectType

from schema.compiled.plans import ListValue, ObjectPlan, ObjectValue, Value, plans_of
from schema.compiled.sources import is_row_of_page, is_total_of_page
from schema.compiled.writer import Constant


def only_plan(value: Value) -> ObjectPlan | None:
    """The plan of an object or of a list's objects, if they are all of one type."""
    while isinstance(value, ListValue):
        value = value.item
    if not isinstance(value, ObjectValue) or not isinstance(value.type, GraphQLObjectType):
        return None
    return value.plans[value.type.name]


def nodes_of(value: Value) -> ObjectPlan | None:
    """The plan of a connection's nodes if nothing else of its page is asked for, but perhaps
    how many rows the whole list has."""
    connection = only_plan(value)
    if connection is None or not all(isinstance(it, Constant) for it in connection.entries):
        return None
    fields = [field for field in connection.deferred if not is_total_of_page(field.definition)]
    if len(fields) != 1 or not is_row_of_page(fields[0].definition):
        return None
    return only_plan(fields[0].value)


def counts(value: Value) -> bool:
    """Whether it is asked how many rows a connection's whole list has."""
    plans = plans_of(value)
    return any(is_total_of_page(field.definition) for plan in plans for field in plan.deferred)
