"""One ticket through a triage run, step by step, and a model that answers as it is told."""

from collections.abc import AsyncGenerator
from typing import Any

from domain.actors import SYSTEM
from domain.catalog.defaults import ensure_defaults
from domain.models import (
    Category,
    Ticket,
    TriageDecision,
    TriageRun,
)
from domain.ports import Completion, LanguageModel, StreamEnd
from domain.providers.books import CallPlan, CallResult, open_call, settle_call
from domain.settings import Settings
from domain.triage.engine import think
from domain.triage.store import complete_triage, start_triage
from domain.triage.values import TriageTask
from domain.unit_of_work import transact
from domain.vocabulary import (
    LlmOutcome,
    LlmPurpose,
    Role,
    TriageField,
    TriageStatus,
)
from tests.domain.factories import (
    Desk,
    actor_of,
    make_user,
)

SETTINGS = Settings(_env_file=None)
TEXT = {"title": "Charged twice", "description": "I was charged twice. This is unacceptable!"}


class StubModel:
    """Answers with what it is given, or fails with it."""

    def __init__(self, content: dict[str, Any] | Exception) -> None:
        self.content = content

    async def complete(self, **asked: Any) -> Completion:
        if isinstance(self.content, Exception):
            raise self.content
        plan = CallPlan(LlmPurpose.TRIAGE, asked["subject_id"], None, "stub", "stub-1", 0)
        call = await transact(open_call, SYSTEM, plan)
        result = CallResult(LlmOutcome.ANSWERED, 1000, 100, 560)
        await transact(settle_call, SYSTEM, call, result)
        return Completion(self.content, "stub-1", 1000, 100, 560, "stub")

    def stream(self, **asked: Any) -> AsyncGenerator[str | StreamEnd, None]:
        raise NotImplementedError


async def desk_to_triage() -> Desk:
    """People and the shipped rules."""
    await transact(ensure_defaults, SYSTEM)
    return Desk(
        admin=actor_of(await make_user("Ada", Role.ADMIN)),
        moderator=actor_of(await make_user("Max", Role.MODERATOR)),
        other_moderator=actor_of(await make_user("Olga", Role.MODERATOR)),
        requester=actor_of(await make_user("Rita")),
        stranger=actor_of(await make_user("Sam")),
        category=await Category.get(key="general"),
    )


async def begin(ticket: Ticket) -> TriageTask:
    run = await TriageRun.get(ticket_id=ticket.id, status=TriageStatus.QUEUED)
    task = await transact(start_triage, SYSTEM, run.id)
    assert task is not None
    return task


async def end(
    task: TriageTask, llm: LanguageModel | None = None, *, is_again: bool = False
) -> TriageRun:
    outcome = await think(task, llm, SETTINGS)
    await transact(complete_triage, SYSTEM, task, outcome, threshold=0.6, is_again=is_again)
    return await TriageRun.get(id=task.run_id)


async def triage(ticket: Ticket, llm: LanguageModel | None = None) -> TriageRun:
    return await end(await begin(ticket), llm)


async def decisions_of(run: TriageRun) -> dict[TriageField, TriageDecision]:
    return {d.field: d for d in await TriageDecision.filter(run_id=run.id)}
