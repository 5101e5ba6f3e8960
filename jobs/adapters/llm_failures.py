"""What can go wrong with one call, and what follows from it."""

from typing import Final

from domain.vocabulary import LlmOutcome, ProviderFault, StructuredOutput
from jobs.adapters.llm_usage import Usage

# A later try may go better.
_PASSING: Final = frozenset(
    {
        LlmOutcome.TIMED_OUT,
        LlmOutcome.UNREACHABLE,
        LlmOutcome.RATE_LIMITED,
        LlmOutcome.SERVER_FAULT,
    }
)
# The endpoint may have done the work, and charge for it.
_MAYBE_CHARGED: Final = frozenset(
    {LlmOutcome.TIMED_OUT, LlmOutcome.UNREACHABLE, LlmOutcome.UNUSABLE}
)
_FAULTS: Final = {
    LlmOutcome.KEY_REFUSED: ProviderFault.KEY_REFUSED,
    LlmOutcome.MODEL_GONE: ProviderFault.MODEL_GONE,
}


class CallFailed(Exception):
    """One call to one endpoint failed; the message is for people and quotes no endpoint.

    `usage` is what it was charged for, None when it was surely nothing or nobody knows;
    `was_sent` is false when the request cannot have reached anybody.
    """

    def __init__(
        self,
        outcome: LlmOutcome,
        message: str,
        *,
        usage: Usage | None = None,
        was_sent: bool = True,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.usage = usage
        self.was_sent = was_sent
        self.retry_after_s = retry_after_s

    @property
    def is_passing(self) -> bool:
        return self.outcome in _PASSING

    @property
    def may_be_charged(self) -> bool:
        return self.was_sent and self.usage is None and self.outcome in _MAYBE_CHARGED

    @property
    def fault(self) -> ProviderFault | None:
        return _FAULTS.get(self.outcome)


class FormatRefused(CallFailed):
    """The endpoint does not know how to answer as it was asked to; ask for `less`."""

    def __init__(self, less: StructuredOutput | None) -> None:
        super().__init__(LlmOutcome.REFUSED, "The endpoint does not know this form of request.")
        self.less = less
