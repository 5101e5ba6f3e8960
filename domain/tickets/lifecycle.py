"""The one table of a ticket's life: which status follows which, and by whom."""

from enum import StrEnum

from domain.errors import DomainError, ErrorCode
from domain.vocabulary import TicketStatus

OPEN, IN_PROGRESS, WAITING, RESOLVED, CLOSED = TicketStatus


class By(StrEnum):
    """What makes a ticket take a step."""

    STAFF = "staff"
    REQUESTER = "the requester"
    ASSIGNMENT = "assignment"
    UNASSIGNMENT = "unassignment"
    TIME = "time"


_HELPED = frozenset({By.STAFF, By.REQUESTER})

STEPS: dict[tuple[TicketStatus, TicketStatus], frozenset[By]] = {
    (OPEN, IN_PROGRESS): frozenset({By.ASSIGNMENT, By.STAFF}),
    (IN_PROGRESS, OPEN): frozenset({By.UNASSIGNMENT}),
    (OPEN, WAITING): frozenset({By.STAFF}),
    (IN_PROGRESS, WAITING): frozenset({By.STAFF}),
    (WAITING, IN_PROGRESS): _HELPED,
    (WAITING, OPEN): _HELPED,
    (OPEN, RESOLVED): _HELPED,
    (IN_PROGRESS, RESOLVED): _HELPED,
    (WAITING, RESOLVED): _HELPED,
    (OPEN, CLOSED): frozenset({By.STAFF}),
    (IN_PROGRESS, CLOSED): frozenset({By.STAFF}),
    (WAITING, CLOSED): frozenset({By.STAFF}),
    (RESOLVED, CLOSED): frozenset({By.STAFF, By.TIME}),
    (RESOLVED, IN_PROGRESS): _HELPED,
    (RESOLVED, OPEN): _HELPED,
    (CLOSED, IN_PROGRESS): frozenset({By.STAFF}),
    (CLOSED, OPEN): frozenset({By.STAFF}),
}

# From these a ticket goes on as IN_PROGRESS with somebody, and as OPEN with nobody.
RESTED = frozenset({WAITING, RESOLVED, CLOSED})


def is_legal(before: TicketStatus, after: TicketStatus, by: By) -> bool:
    return by in STEPS.get((before, after), ())


def check_step(before: TicketStatus, after: TicketStatus, by: By) -> None:
    """Raise ILLEGAL_TRANSITION, naming both states, unless the table has the step."""
    if is_legal(before, after, by):
        return
    if before is CLOSED and by is By.REQUESTER:
        raise closed_to_requester(after)
    raise illegal_step(before, after, by)


def illegal_step(before: TicketStatus, after: TicketStatus, by: By) -> DomainError:
    return DomainError(
        ErrorCode.ILLEGAL_TRANSITION,
        f"A ticket cannot go from {before.value} to {after.value} by {by.value}.",
        ("input", "status"),
    )


def closed_to_requester(after: TicketStatus = IN_PROGRESS) -> DomainError:
    return DomainError(
        ErrorCode.ILLEGAL_TRANSITION,
        f"A requester cannot take a ticket from {CLOSED.value} to {after.value}: open a new "
        "ticket that follows this one.",
    )
