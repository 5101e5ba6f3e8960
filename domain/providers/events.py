"""What happens to providers, prices and budgets, for the event log; never a key."""

from domain.events import Change, NewEvent
from domain.models import ModelPrice, Provider
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, SubjectType


def record_provider_change(
    uow: UnitOfWork, row: Provider | ModelPrice, *changes: Change, action: str = "updated"
) -> str:
    """Record CATALOG_CHANGED; `action` is created, updated, deleted, reordered or set_aside."""
    is_provider = isinstance(row, Provider)
    subject = SubjectType.PROVIDER if is_provider else SubjectType.MODEL_PRICE
    name = row.name if isinstance(row, Provider) else row.model
    data = {"action": action, "name": name}
    return uow.record(
        NewEvent(EventKind.CATALOG_CHANGED, subject, row.id, changes=changes, data=data)
    )
