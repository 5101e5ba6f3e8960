"""The books of the language models: exact sums, and budgets that are not overshot."""

import asyncio
from datetime import timedelta

import pytest

from domain import clock
from domain.actors import SYSTEM
from domain.errors import ErrorCode
from domain.models import LlmCall, LlmDay
from domain.providers import load_budget, set_budget
from domain.providers.books import (
    BudgetSpent,
    CallPlan,
    CallResult,
    Spent,
    open_call,
    settle_call,
    spent_on,
)
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import LlmOutcome, LlmPurpose
from tests.domain.factories import open_desk, refused


def plan(reserved: int = 100, subject_id: str | None = "trn_1") -> CallPlan:
    return CallPlan(LlmPurpose.TRIAGE, subject_id, None, "Ours", "sorter", reserved)


def answered(cost: int) -> CallResult:
    return CallResult(LlmOutcome.ANSWERED, 10, 5, cost, latency_ms=7)


async def spent(subject_id: str) -> Spent:
    async def work(uow: UnitOfWork) -> Spent:
        return await spent_on(subject_id, uow)

    return await transact(work, SYSTEM)


async def test_what_is_reserved_becomes_what_was_spent(db: str) -> None:
    call = await transact(open_call, SYSTEM, plan(100))
    budget = await load_budget(clock.now())
    assert (budget.spent_today_micros, budget.reserved_today_micros) == (0, 100)
    await transact(settle_call, SYSTEM, call, answered(30))
    budget = await load_budget(clock.now())
    assert (budget.spent_today_micros, budget.reserved_today_micros) == (30, 0)
    assert budget.spent_this_month_micros == 30
    row = await LlmCall.get(id=call.id)
    assert (row.outcome, row.cost_micros, row.latency_ms) == (LlmOutcome.ANSWERED, 30, 7)


async def test_a_call_is_settled_once(db: str) -> None:
    call = await transact(open_call, SYSTEM, plan(100))
    for cost in (30, 40):
        await transact(settle_call, SYSTEM, call, answered(cost))
    assert await spent("trn_1") == Spent(10, 5, 30)
    assert (await LlmDay.get()).spent_micros == 30


async def test_what_nobody_knows_stays_reserved(db: str) -> None:
    lost = await transact(open_call, SYSTEM, plan(100))
    late = await transact(open_call, SYSTEM, plan(50))
    result = CallResult(LlmOutcome.TIMED_OUT, keeps_reserve=True)
    await transact(settle_call, SYSTEM, late, result)
    budget = await load_budget(clock.now())
    assert (budget.spent_today_micros, budget.reserved_today_micros) == (0, 150)
    assert (await LlmCall.get(id=lost.id)).outcome is LlmOutcome.STARTED
    assert (await LlmCall.get(id=late.id)).reserved_micros == 50


async def test_a_run_costs_what_all_its_calls_do(db: str) -> None:
    for cost in (1, 20, 300):
        call = await transact(open_call, SYSTEM, plan())
        await transact(settle_call, SYSTEM, call, answered(cost))
    other = await transact(open_call, SYSTEM, plan(subject_id="trn_2"))
    await transact(settle_call, SYSTEM, other, answered(4000))
    assert await spent("trn_1") == Spent(30, 15, 321)
    assert await spent("trn_3") == Spent()


@pytest.mark.parametrize("limit", ["daily_micros", "monthly_micros"])
async def test_no_call_is_made_beyond_a_budget_however_many_ask_at_once(
    db: str, limit: str
) -> None:
    desk = await open_desk()
    await transact(set_budget, desk.admin, **{limit: 1000})

    async def ask() -> LlmCall | BudgetSpent:
        try:
            return await transact(open_call, SYSTEM, plan(100))
        except BudgetSpent as refusal:
            return refusal

    results = await asyncio.gather(*(ask() for _ in range(25)))
    calls = [result for result in results if isinstance(result, LlmCall)]
    assert len(calls) == 10
    word = limit.partition("_")[0]
    refusals = {str(result) for result in results if isinstance(result, BudgetSpent)}
    assert refusals == {f"The {word} budget for language models is spent."}
    for call in calls:
        await transact(settle_call, SYSTEM, call, answered(50))
    await asyncio.gather(*(ask() for _ in range(25)))
    assert await LlmCall.all().count() == 15
    budget = await load_budget(clock.now())
    assert budget.spent_today_micros + budget.reserved_today_micros == 1000


async def test_a_new_day_has_a_new_budget_and_a_new_month_too(db: str) -> None:
    desk = await open_desk()
    await transact(set_budget, desk.admin, 100, 150)
    call = await transact(open_call, SYSTEM, plan(100))
    await transact(settle_call, SYSTEM, call, answered(100))
    with pytest.raises(BudgetSpent, match="daily"):
        await transact(open_call, SYSTEM, plan(1))
    now = clock.now()
    first = now.replace(day=1)
    other_day = now + timedelta(days=1 if (now + timedelta(days=1)).month == now.month else -1)
    assert (await load_budget(other_day)).refusal() is None
    assert (await load_budget(other_day)).spent_this_month_micros == 100
    assert (await load_budget(first - timedelta(days=1))).spent_this_month_micros == 0


async def test_limits_are_checked_and_taken_away_with_null(db: str) -> None:
    desk = await open_desk()
    budget = await transact(set_budget, desk.admin, 5, 7)
    assert (budget.daily_micros, budget.monthly_micros) == (5, 7)
    budget = await transact(set_budget, desk.admin, None)
    assert (budget.daily_micros, budget.monthly_micros) == (None, 7)
    error = await refused(transact(set_budget, desk.admin, -1), ErrorCode.OUT_OF_RANGE)
    assert error.path == ("input", "dailyMicros")
    await refused(transact(set_budget, desk.moderator, 1), ErrorCode.FORBIDDEN)
