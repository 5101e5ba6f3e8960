"""The books: every call is written down before it is sent, and settled when it ends.

Each is a short transaction of its own beside the work that asks. So a worker that dies
leaves its call in the books, with what it may have cost; and however many processes ask at
once, the budgets are not overshot: what may be spent is reserved first.
"""

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import F
from tortoise.functions import Sum

from domain.ids import new_id
from domain.models import LlmCall, LlmDay
from domain.providers.budgets import load_budget
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import LlmOutcome, LlmPurpose


class BudgetSpent(Exception):
    """No call may be made now; the message says which budget."""


@dataclass(frozen=True, slots=True)
class CallPlan:
    """Who will be asked what, and what it may cost at most, in micro-dollars."""

    purpose: LlmPurpose
    subject_id: str | None
    provider_id: str | None
    provider: str
    model: str
    reserved_micros: int


@dataclass(frozen=True, slots=True)
class CallResult:
    """How a call ended. `keeps_reserve`: it may have cost something, nobody knows what."""

    outcome: LlmOutcome
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int = 0
    is_estimated: bool = False
    keeps_reserve: bool = False
    latency_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """The calls of one subject together."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int = 0


async def open_call(uow: UnitOfWork, plan: CallPlan) -> LlmCall:
    """Reserve what the call may cost; raises BudgetSpent."""
    await _add_to_day(uow, uow.now, reserved=plan.reserved_micros)
    if refusal := (await load_budget(uow.now, uow)).refusal():
        raise BudgetSpent(refusal)
    return await LlmCall.create(
        id=new_id("llc"),
        purpose=plan.purpose,
        subject_id=plan.subject_id,
        provider_id=plan.provider_id,
        provider=plan.provider,
        model=plan.model,
        reserved_micros=plan.reserved_micros,
        created_at=uow.now,
        using_db=uow.db,
    )


async def settle_call(uow: UnitOfWork, call: LlmCall, result: CallResult) -> None:
    """Put what the call really cost in the place of what was reserved, once."""
    kept = call.reserved_micros if result.keeps_reserve else 0
    rows = LlmCall.filter(id=call.id, outcome=LlmOutcome.STARTED).using_db(uow.db)
    updated = await rows.update(
        outcome=result.outcome,
        input_tokens=result.input_tokens,
        output_tokens=result.output_tokens,
        cost_micros=result.cost_micros,
        reserved_micros=kept,
        is_estimated=result.is_estimated,
        latency_ms=result.latency_ms,
    )
    if updated:
        released = kept - call.reserved_micros
        await _add_to_day(uow, call.created_at, spent=result.cost_micros, reserved=released)


async def spent_on(subject_id: str, uow: UnitOfWork) -> Spent:
    """What all calls for a triage run or a suggestion have cost, failed ones included."""
    [sums] = await (
        LlmCall.filter(subject_id=subject_id)
        .using_db(uow.db)
        .annotate(i=Sum("input_tokens"), o=Sum("output_tokens"), c=Sum("cost_micros"))
        .values("i", "o", "c")
    )
    return Spent(int(sums["i"] or 0), int(sums["o"] or 0), int(sums["c"] or 0))


async def _add_to_day(
    uow: UnitOfWork, moment: datetime, *, spent: int = 0, reserved: int = 0
) -> None:
    day = f"{moment:%Y-%m-%d}"
    rows = LlmDay.filter(day=day).using_db(uow.db)
    change = {
        "spent_micros": F("spent_micros") + spent,
        "reserved_micros": F("reserved_micros") + reserved,
    }
    if not await rows.update(**change):
        await LlmDay.bulk_create([LlmDay(day=day)], ignore_conflicts=True, using_db=uow.db)
        await rows.update(**change)
