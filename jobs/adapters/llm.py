"""The desk's language model: its providers, asked in their order until one answers."""

import asyncio
import json
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import structlog

from domain.actors import SYSTEM
from domain.errors import NoLanguageModel, PermanentError, TransientError
from domain.masking import mask, unmask
from domain.ports import Completion, ModelSource, StreamEnd
from domain.providers.books import BudgetSpent
from domain.providers.findings import note_ability, set_aside
from domain.providers.sources import load_sources
from domain.settings import Settings
from domain.unit_of_work import transact
from domain.vocabulary import LlmOutcome, LlmPurpose, StructuredOutput
from jobs.adapters.llm_books import booked, plan_call
from jobs.adapters.llm_breaker import Breaker
from jobs.adapters.llm_endpoints import Endpoints, Key, key_of
from jobs.adapters.llm_failures import CallFailed, FormatRefused
from jobs.adapters.llm_json import json_object
from jobs.adapters.llm_stream import Words, stream_words
from jobs.adapters.llm_usage import MAX_ANSWER_TOKENS, Usage, estimated_usage

# A triage has 45 s in all; what is left after these writes the result.
WHOLE_S: Final = 41.0
LEAST_S: Final = 1.0
LONGEST_WAIT_S: Final = 5.0
USUAL_WAIT_S: Final = 0.5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of whichever provider; `deadline` is on the monotonic clock."""

    system: str
    user: str
    schema: Mapping[str, Any]
    purpose: LlmPurpose
    subject_id: str | None
    deadline: float


class ProviderChain:
    """Implements domain.ports.LanguageModel over the provider rows.

    At most `llm_concurrency` questions are under way at a time; streams, for which somebody
    waits, are not counted. A call that fails in passing is made once more, but one that was
    not answered in time only where no other provider can be asked instead.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._endpoints = Endpoints()
        self._places = asyncio.Semaphore(settings.llm_concurrency)
        self._breakers: dict[Key, Breaker] = {}
        self._abilities: dict[Key, StructuredOutput] = {}

    async def complete(
        self,
        *,
        system: str,
        user: str,
        schema: dict[str, Any],
        subject_id: str | None = None,
        purpose: LlmPurpose = LlmPurpose.TRIAGE,
    ) -> Completion:
        deadline = time.monotonic() + WHOLE_S
        question = Question(system, user, schema, purpose, subject_id, deadline)
        failures = _Failures()
        sources = await self._sources(purpose, failures)
        for source in sources:
            if self._admits(source, failures):
                async with self._asking(source, purpose, failures):
                    return await self._ask_twice(source, question, source is not sources[-1])
        raise failures.as_error()

    async def stream(
        self, *, system: str, user: str, subject_id: str | None = None
    ) -> AsyncGenerator[str | StreamEnd, None]:
        failures = _Failures()
        for source in await self._sources(LlmPurpose.ANSWER, failures):
            if not self._admits(source, failures):
                continue
            words = Words(system, user, subject_id, self._settings.llm_timeout_s)
            async with self._asking(source, LlmPurpose.ANSWER, failures):
                endpoint = await self._endpoints.of(source)
                async with aclosing(stream_words(endpoint, words)) as parts:
                    async for part in parts:
                        yield part
                return
            if words.has_begun:
                break
        raise failures.as_error()

    async def close(self) -> None:
        await self._endpoints.close()

    async def _sources(self, purpose: LlmPurpose, failures: "_Failures") -> list[ModelSource]:
        sources = await load_sources(self._settings, purpose)
        if not sources.usable and not sources.set_aside:
            raise NoLanguageModel("There is no provider of language models.")
        failures.reasons.extend(sources.set_aside)
        return list(sources.usable)

    def _admits(self, source: ModelSource, failures: "_Failures") -> bool:
        if self._breaker(source).admits():
            return True
        failures.add(source, "It is left alone after failures.", is_passing=True)
        return False

    @asynccontextmanager
    async def _asking(
        self, source: ModelSource, purpose: LlmPurpose, failures: "_Failures"
    ) -> AsyncIterator[None]:
        """Keep the breaker, and take failures of the call out of the way of the next."""
        breaker = self._breaker(source)
        try:
            yield
            breaker.succeeded()
        except BudgetSpent as spent:
            breaker.ended_otherwise()
            raise PermanentError(str(spent)) from None
        except CallFailed as failure:
            failures.add(source, str(failure), is_passing=failure.is_passing)
            _count(breaker, failure)
            log.warning("llm.failed", provider=source.name, outcome=failure.outcome.value)
            if failure.fault is not None:
                await transact(set_aside, SYSTEM, source, purpose, failure.fault, self._settings)
        except BaseException:
            breaker.ended_otherwise()
            raise

    async def _ask_twice(
        self, source: ModelSource, question: Question, has_other: bool
    ) -> Completion:
        try:
            return await self._ask(source, question)
        except CallFailed as failure:
            wait_s = failure.retry_after_s
            if wait_s is None:
                wait_s = USUAL_WAIT_S * random.uniform(1, 2)  # noqa: S311
            is_late = time.monotonic() + wait_s + LEAST_S > question.deadline
            is_slow = failure.outcome is LlmOutcome.TIMED_OUT and has_other
            breaker = self._breaker(source)
            if not failure.is_passing or is_slow or is_late or wait_s > LONGEST_WAIT_S:
                raise
            if breaker.is_on_edge:
                raise
            _count(breaker, failure)
        await asyncio.sleep(wait_s)
        return await self._ask(source, question)

    async def _ask(self, source: ModelSource, question: Question) -> Completion:
        """One answer, in the best form that the endpoint knows."""
        key = key_of(source)
        ability = source.ability or self._abilities.get(key) or StructuredOutput.JSON_SCHEMA
        while True:
            try:
                completion = await self._call(source, question, ability)
                break
            except FormatRefused as refused:
                ability = refused.less or ability
        if ability is not self._abilities.get(key):
            self._abilities[key] = ability
            if source.id is not None and source.ability is not ability:
                await transact(note_ability, SYSTEM, source, question.purpose, ability)
        return completion

    async def _call(
        self, source: ModelSource, question: Question, ability: StructuredOutput
    ) -> Completion:
        endpoint = await self._endpoints.of(source)
        schema, texts, originals = dict(question.schema), [question.system, question.user], {}
        if source.masks_personal_data:
            texts, masks = mask(texts)
            originals = masks.originals
        system, user = texts

        async def send() -> tuple[Completion, Usage]:
            reply = await endpoint.ask(system, user, schema, ability, timeout_s)
            try:
                content = json_object(reply.text)
            except ValueError as error:
                failed = CallFailed(LlmOutcome.UNUSABLE, str(error), usage=reply.usage)
                raise failed from None
            usage = reply.usage
            completion = Completion(
                content=unmask(content, originals),
                model=reply.model,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cost_micros=source.cost(usage.input_tokens, usage.output_tokens),
                provider=source.name,
            )
            return completion, usage

        asked = estimated_usage(system + json.dumps(schema), user, "").input_tokens
        most = Usage(asked, MAX_ANSWER_TOKENS)
        plan = plan_call(source, question.purpose, question.subject_id, most)
        async with self._places:
            timeout_s = min(self._settings.llm_timeout_s, question.deadline - time.monotonic())
            return await booked(source, plan, send, timeout_s)

    def _breaker(self, source: ModelSource) -> Breaker:
        return self._breakers.setdefault(key_of(source), Breaker())


class _Failures:
    """Why nobody has answered so far."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self._is_passing = False

    def add(self, source: ModelSource, reason: str, *, is_passing: bool) -> None:
        self.reasons.append(f"{source.name}: {reason}")
        self._is_passing = self._is_passing or is_passing

    def as_error(self) -> Exception:
        message = f"No language model has answered. {' '.join(self.reasons)}"
        return TransientError(message) if self._is_passing else PermanentError(message)


def _count(breaker: Breaker, failure: CallFailed) -> None:
    if failure.is_passing:
        breaker.failed()
        if failure.retry_after_s is not None:
            breaker.rest(failure.retry_after_s)
    else:
        breaker.ended_otherwise()
