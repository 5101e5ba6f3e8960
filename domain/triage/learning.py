"""Learning from reviews: when it happens. What people say in one go is learned from once."""

from datetime import UTC, datetime, timedelta
from typing import Final

from domain.unit_of_work import UnitOfWork
from domain.vocabulary import JobKind

LEARN_EVERY: Final = timedelta(seconds=30)


def schedule_learning(uow: UnitOfWork) -> None:
    """Have the desk learn at the end of this half minute; all calls until then are one job."""
    slot = uow.now.timestamp() // LEARN_EVERY.total_seconds() + 1
    due = datetime.fromtimestamp(slot * LEARN_EVERY.total_seconds(), UTC)
    uow.enqueue(JobKind.TRAIN, due.isoformat(), delay=due - uow.now)
