"""The books: every call is written down before it is sent, and settled when it ends.

Each is a short transaction of its own beside the work that asks. So a worker that dies
leaves its call in the books, with what it may have cost; and however many processes ask at
once, the budgets are not overshot: what may be spent is reserved first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tortoise.functions import Sum

from domain.database import dialect
from domain.database.statements import Statement, alone, insert, run, run_together
from domain.desk_copy import load_desk
from domain.ids import new_id
from domain.models import LlmCall
from domain.providers.budgets import limits_of, load_budget
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import LlmOutcome, LlmPurpose

_SETTLE_DAY: Final = (
    "UPDATE llm_day SET spent_micros = spent_micros + ${},"
    " reserved_micros = reserved_micros + ${} WHERE day = ${}"
)
_SETTLE_BOTH: Final = (
    f"WITH ended AS ({{}} RETURNING 1) {_SETTLE_DAY.format(9, 10, 11)}"
    " AND EXISTS (SELECT FROM ended)"
)


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
    with alone(uow.db):
        desk = await load_desk(uow.db)
    call = LlmCall(
        id=new_id("llc"),
        purpose=plan.purpose,
        subject_id=plan.subject_id,
        provider_id=plan.provider_id,
        provider=plan.provider,
        model=plan.model,
        reserved_micros=plan.reserved_micros,
        created_at=uow.now,
    )
    reserved = _reserve(uow.now, plan.reserved_micros)
    if limits_of(desk.settings).are_none:
        # Every call writes the day's row: it is locked for the shortest time.
        with alone(uow.db):
            await run_together(uow.db, [*insert([call]), reserved])
        return call
    await run(uow.db, reserved)
    if refusal := (await load_budget(uow.now, uow)).refusal():
        raise BudgetSpent(refusal)
    await run_together(uow.db, insert([call]))
    return call


async def settle_call(uow: UnitOfWork, call: LlmCall, result: CallResult) -> None:
    """Put what the call really cost in the place of what was reserved, once."""
    kept = call.reserved_micros if result.keeps_reserve else 0
    ended = Statement(
        "UPDATE llm_call SET outcome = $1, input_tokens = $2, output_tokens = $3,"
        " cost_micros = $4, reserved_micros = $5, is_estimated = $6, latency_ms = $7"
        f" WHERE id = $8 AND outcome = '{LlmOutcome.STARTED.value}'",
        [
            result.outcome.value,
            result.input_tokens,
            result.output_tokens,
            result.cost_micros,
            kept,
            result.is_estimated,
            result.latency_ms,
            call.id,
        ],
    )
    released = kept - call.reserved_micros
    day = [result.cost_micros, released, _day(call.created_at)]
    if dialect() == "postgres":
        with alone(uow.db):
            await run(uow.db, Statement(_SETTLE_BOTH.format(ended.sql), [*ended.values, *day]))
    elif await run(uow.db, ended):
        await run(uow.db, Statement(_SETTLE_DAY.format(1, 2, 3), day))


async def spent_on(subject_id: str, uow: UnitOfWork) -> Spent:
    """What all calls for a triage run or a suggestion have cost, failed ones included."""
    [sums] = await (
        LlmCall.filter(subject_id=subject_id)
        .using_db(uow.db)
        .annotate(i=Sum("input_tokens"), o=Sum("output_tokens"), c=Sum("cost_micros"))
        .values("i", "o", "c")
    )
    return Spent(int(sums["i"] or 0), int(sums["o"] or 0), int(sums["c"] or 0))


def _reserve(moment: datetime, micros: int) -> Statement:
    sql = (
        "INSERT INTO llm_day (day, spent_micros, reserved_micros) VALUES ($1, 0, $2)"
        " ON CONFLICT (day) DO UPDATE SET"
        " reserved_micros = llm_day.reserved_micros + EXCLUDED.reserved_micros"
    )
    return Statement(sql, [_day(moment), micros])


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
