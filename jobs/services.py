"""What job functions work with besides the database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from domain.ports import LanguageModel, Mailer
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import JobKind

# Writes a job's result, event and follow-on jobs; runs in the transaction that ends the job.
Finish = Callable[[UnitOfWork], Awaitable[None]]


class JobMetrics(Protocol):
    def job_ended(self, kind: JobKind, outcome: str, seconds: float) -> None:
        """`outcome` is done, retried, dead, lost or given_back."""


class NoMetrics:
    def job_ended(self, kind: JobKind, outcome: str, seconds: float) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Services:
    """Without a mailer mails stay in the database; without a model the rules decide alone.

    `llm` finds out for each question which providers there are.
    """

    settings: Settings
    mailer: Mailer | None = None
    llm: LanguageModel | None = None
    metrics: JobMetrics = field(default_factory=NoMetrics)


def build_services(
    settings: Settings, metrics: JobMetrics | None = None, llm: LanguageModel | None = None
) -> Services:
    """The real clients of the outside services that settings and rows name."""
    from jobs.adapters.llm import ProviderChain

    mailer = None
    if settings.smtp_host:
        # Only here: fastapi-mail brings 10 MB of others along.
        from jobs.adapters.mail import SmtpMailer

        mailer = SmtpMailer(settings)
    return Services(
        settings=settings,
        mailer=mailer,
        llm=llm or ProviderChain(settings),
        metrics=metrics or NoMetrics(),
    )
