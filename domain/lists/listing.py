"""A list as its readers may shape it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tortoise.expressions import Q

from domain.actors import Actor
from domain.cursors import Order
from domain.filters import Filter, FilterSpec, compile_filter


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list may be filtered by, what it may be sorted by, and how it is unless asked.

    `orders` names columns that are never null. Those of tables that grow with the desk's
    work have an index that ends in the id; the others have at most a few thousand rows.
    """

    filters: FilterSpec
    orders: Mapping[str, Order]
    default: Order

    def where(self, given: Filter | None, actor: Actor) -> Q:
        """The condition of a filter; which rows the viewer may see at all is no part of it."""
        return compile_filter(self.filters, given, actor)

    def sorted_by(self, field: str, *, descending: bool) -> Order:
        order = self.orders[field]
        return order.reversed if descending else order
