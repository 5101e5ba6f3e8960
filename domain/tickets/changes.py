"""The events of changed fields: what a requester may see, and what is for staff only."""

from domain.events import STAFF_FIELDS, Change, ticket_event
from domain.models import Ticket
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind


def text_change(field: str) -> Change:
    """Long texts are not repeated in the log."""
    return Change(field, None, None)


def record_changes(uow: UnitOfWork, ticket: Ticket, changes: list[Change]) -> None:
    """Up to two TICKET_UPDATED, so that no requester's event carries fields for staff."""
    public = tuple(change for change in changes if change.field not in STAFF_FIELDS)
    for_staff = tuple(change for change in changes if change.field in STAFF_FIELDS)
    kind = EventKind.TICKET_UPDATED
    if public:
        uow.record(ticket_event(kind, ticket, changes=public))
    if for_staff:
        uow.record(ticket_event(kind, ticket, staff_only=True, changes=for_staff))
