"""Tickets that are like another one."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain import models
from domain.errors import DomainError, ErrorCode
from domain.similar import similar_tickets
from schema.context import Info
from schema.fields import column, relation

if TYPE_CHECKING:
    from schema.types.ticket import Ticket

MAX_SIMILAR = 20
# Two statements and some milliseconds of computing: as much as a page of rows.
SIMILAR_COST = 50


@strawberry.type(description="A ticket that is like another one.")
class SimilarTicket:
    ticket: Annotated["Ticket", strawberry.lazy("schema.types.ticket")] | None = relation(
        "tickets", "id", "The ticket; null if it has just been deleted."
    )
    score: float = column("How near their texts are, 0 to 1.")
    is_probable_duplicate: bool = column("Whether it is so near that both may be the same.")


async def similar_to(
    root: models.Ticket,
    info: Info,
    first: Annotated[int, strawberry.argument(description=f"How many, 1 to {MAX_SIMILAR}.")] = 5,
) -> Any:
    if not 1 <= first <= MAX_SIMILAR:
        message = f"`first` is between 1 and {MAX_SIMILAR}."
        raise DomainError(ErrorCode.OUT_OF_RANGE, message, ("first",))
    return await similar_tickets(
        info.context.actor, root.title, root.description, first, besides=root.id
    )
