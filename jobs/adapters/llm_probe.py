"""Asks a model something small, to tell an admin what works and what does not."""

import time
from typing import Any, Final

from domain.ports import ModelSource, ModelTest
from domain.providers.books import BudgetSpent
from domain.vocabulary import LlmOutcome, LlmPurpose, StructuredOutput
from jobs.adapters.llm_books import booked, plan_call
from jobs.adapters.llm_endpoints import Endpoints
from jobs.adapters.llm_failures import CallFailed, FormatRefused
from jobs.adapters.llm_json import json_object
from jobs.adapters.llm_usage import Usage

TIMEOUT_S: Final = 20.0
MOST: Final = Usage(200, 2_000)
SYSTEM_PROMPT: Final = "You are being tried out. Answer by the schema."
USER_PROMPT: Final = "Set ready to true."
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}
_UNREACHED: Final = frozenset({LlmOutcome.UNREACHABLE, LlmOutcome.TIMED_OUT})


class ModelProbe:
    """Implements domain.ports.ModelTester. Its calls are in the books as TEST."""

    def __init__(self) -> None:
        self._endpoints = Endpoints()

    async def test(self, source: ModelSource) -> ModelTest:
        failure: Exception | None = None
        ability: StructuredOutput | None = StructuredOutput.JSON_SCHEMA
        while ability is not None:
            started = time.perf_counter()
            try:
                await self._ask(source, ability)
            except FormatRefused as refused:
                ability = refused.less
                continue
            except BudgetSpent as spent:
                return ModelTest(False, None, None, None, None, str(spent))
            except CallFailed as failed:
                failure = failed
                if failed.outcome is not LlmOutcome.UNUSABLE:
                    break
                ability = _LESS.get(ability)
                continue
            latency_ms = round((time.perf_counter() - started) * 1000)
            return ModelTest(True, True, True, ability, latency_ms, "It answers.")
        return _diagnosis(failure)

    async def close(self) -> None:
        await self._endpoints.close()

    async def _ask(self, source: ModelSource, ability: StructuredOutput) -> None:
        endpoint = await self._endpoints.of(source)

        async def send() -> tuple[None, Usage]:
            reply = await endpoint.ask(SYSTEM_PROMPT, USER_PROMPT, SCHEMA, ability, TIMEOUT_S)
            try:
                json_object(reply.text)
            except ValueError as error:
                failed = CallFailed(LlmOutcome.UNUSABLE, str(error), usage=reply.usage)
                raise failed from None
            return None, reply.usage

        plan = plan_call(source, LlmPurpose.TEST, source.id, MOST)
        await booked(source, plan, send, TIMEOUT_S)


_LESS: Final = {
    StructuredOutput.JSON_SCHEMA: StructuredOutput.JSON_OBJECT,
    StructuredOutput.JSON_OBJECT: StructuredOutput.PLAIN,
}


def _diagnosis(failure: Exception | None) -> ModelTest:
    if not isinstance(failure, CallFailed):
        return ModelTest(True, True, True, None, None, "It refuses every form of request.")
    outcome, detail = failure.outcome, str(failure)
    if outcome in _UNREACHED:
        return ModelTest(False, None, None, None, None, detail)
    if outcome is LlmOutcome.KEY_REFUSED:
        return ModelTest(True, False, None, None, None, detail)
    if outcome is LlmOutcome.MODEL_GONE:
        return ModelTest(True, None, False, None, None, detail)
    if outcome is LlmOutcome.UNUSABLE:
        return ModelTest(True, True, True, None, None, detail)
    return ModelTest(True, None, None, None, None, detail)
