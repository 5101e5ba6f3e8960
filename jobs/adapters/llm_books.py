"""A call in the books: reserved before it is sent, settled however it ends."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from domain.actors import SYSTEM
from domain.models import LlmCall
from domain.ports import ModelSource
from domain.providers.books import CallPlan, CallResult, open_call, settle_call
from domain.unit_of_work import transact
from domain.vocabulary import LlmOutcome, LlmPurpose
from jobs.adapters.llm_failures import CallFailed
from jobs.adapters.llm_usage import Usage

T = TypeVar("T")
# The call ended with its caller: what it cost, only the endpoint knows.
ABANDONED = CallResult(LlmOutcome.ABANDONED, keeps_reserve=True)


def plan_call(
    source: ModelSource, purpose: LlmPurpose, subject_id: str | None, most: Usage
) -> CallPlan:
    """`most` is what the call may use up at most."""
    return CallPlan(
        purpose=purpose,
        subject_id=subject_id,
        provider_id=source.id,
        provider=source.name,
        model=source.model,
        reserved_micros=source.cost(most.input_tokens, most.output_tokens),
    )


async def booked(
    source: ModelSource,
    plan: CallPlan,
    send: Callable[[], Awaitable[tuple[T, Usage]]],
    timeout_s: float,
) -> T:
    """Await `send()` for at most `timeout_s`; raises CallFailed, and BudgetSpent before."""
    call = await transact(open_call, SYSTEM, plan)
    started, result = time.perf_counter(), ABANDONED
    try:
        async with asyncio.timeout(timeout_s):
            value, usage = await send()
        result = result_of(source, LlmOutcome.ANSWERED, usage)
        return value
    except TimeoutError:
        failure = CallFailed(LlmOutcome.TIMED_OUT, "It did not answer in time.")
        result = failure_result(source, failure)
        raise failure from None
    except CallFailed as failure:
        result = failure_result(source, failure)
        raise
    finally:
        await settle(call, result, started)


async def settle(call: LlmCall, result: CallResult, started: float) -> None:
    """Close `call` in the books; it was sent at `started` (of time.perf_counter)."""
    latency_ms = round((time.perf_counter() - started) * 1000)
    await transact(settle_call, SYSTEM, call, replace(result, latency_ms=latency_ms))


def result_of(source: ModelSource, outcome: LlmOutcome, usage: Usage) -> CallResult:
    return CallResult(
        outcome,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_micros=source.cost(usage.input_tokens, usage.output_tokens),
        is_estimated=usage.is_estimated,
    )


def failure_result(source: ModelSource, failure: CallFailed) -> CallResult:
    if failure.usage is not None:
        return result_of(source, failure.outcome, failure.usage)
    return CallResult(failure.outcome, keeps_reserve=failure.may_be_charged)
