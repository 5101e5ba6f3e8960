"""What the language models did and cost, by the books: every call, also those for nothing."""

from dataclasses import dataclass

from domain.models import LlmCall
from domain.stats.scope import StatsScope
from domain.stats.sql import run
from domain.vocabulary import LlmOutcome, LlmPurpose


@dataclass(frozen=True, slots=True)
class CallShare:
    """Calls for one purpose that ended in one way; costs are in millionths of a US dollar."""

    purpose: LlmPurpose
    outcome: LlmOutcome
    calls: int
    input_tokens: int
    output_tokens: int
    cost_micros: int


async def llm_calls(scope: StatsScope) -> list[CallShare]:
    """Calls made in the range, in the order of the enumerations.

    Not only those about tickets that the scope's filter finds: an answer to a draft that was
    abandoned belongs to no ticket, and is counted here alone.
    """
    made = LlmCall.filter(created_at__gte=scope.start, created_at__lt=scope.end)
    names = ("input_tokens", "output_tokens", "cost_micros")
    sums = ", ".join(f"COALESCE(SUM({name}), 0) AS {name}" for name in names)
    rows = await run(
        made.values("purpose", "outcome", *names),
        f"SELECT purpose, outcome, COUNT(*) AS calls, {sums} FROM {{query}} hit GROUP BY 1, 2",
    )
    shares = [
        CallShare(
            LlmPurpose(row["purpose"]),
            LlmOutcome(row["outcome"]),
            int(row["calls"]),
            int(row["input_tokens"]),
            int(row["output_tokens"]),
            int(row["cost_micros"]),
        )
        for row in rows
    ]
    purposes, outcomes = list(LlmPurpose), list(LlmOutcome)
    return sorted(
        shares, key=lambda one: (purposes.index(one.purpose), outcomes.index(one.outcome))
    )
