"""One function per kind of job: slow work first, then what writes its result.

`BURIALS` are what a job leaves behind when it dies, in the same transaction.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from domain.job_queue import ClaimedJob
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import JobKind
from jobs.handlers import articles, assignment, housekeeping, learning, mail, notify, triage
from jobs.services import Finish, Services

Handler = Callable[[ClaimedJob, Services], Awaitable[Finish]]
Burial = Callable[[UnitOfWork, ClaimedJob, str], Awaitable[None]]

HANDLERS: Final[dict[JobKind, Handler]] = {
    JobKind.TRIAGE: triage.run,
    JobKind.ASSIGN: assignment.run_assign,
    JobKind.DRAIN_QUEUE: assignment.run_drain,
    JobKind.NOTIFY: notify.run,
    JobKind.SEND_MAIL: mail.run,
    JobKind.CLOSE_RESOLVED: housekeeping.run_close,
    JobKind.DRAFT_ARTICLE: articles.run,
    JobKind.PRUNE: housekeeping.run_prune,
    JobKind.TRAIN: learning.run,
}

BURIALS: Final[dict[JobKind, Burial]] = {
    JobKind.TRIAGE: triage.bury,
    JobKind.SEND_MAIL: mail.bury,
}
