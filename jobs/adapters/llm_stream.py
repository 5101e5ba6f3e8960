"""An answer in words, piece by piece, from one endpoint, in the books."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.actors import SYSTEM
from domain.masking import StreamUnmasker, mask
from domain.ports import StreamEnd
from domain.providers.books import CallResult, open_call
from domain.unit_of_work import transact
from domain.vocabulary import LlmOutcome, LlmPurpose
from jobs.adapters.llm_books import failure_result, plan_call, result_of, settle
from jobs.adapters.llm_failures import CallFailed, FormatRefused
from jobs.adapters.llm_usage import MAX_ANSWER_TOKENS, Usage, estimated_usage

if TYPE_CHECKING:
    from jobs.adapters.llm_endpoint import Endpoint, Reply

WHOLE_S: Final = 60.0


@dataclass(slots=True)
class Words:
    """What is asked for; `timeout_s` is the longest wait for the next piece."""

    system: str
    user: str
    subject_id: str | None
    timeout_s: float
    has_begun: bool = False


async def stream_words(endpoint: "Endpoint", words: Words) -> AsyncGenerator[str | StreamEnd, None]:
    """Raises CallFailed, also after some pieces; closing it breaks the request off."""
    while True:
        try:
            async with aclosing(_stream_once(endpoint, words)) as parts:
                async for part in parts:
                    words.has_begun = True
                    yield part
            return
        except FormatRefused:
            continue


async def _stream_once(endpoint: "Endpoint", words: Words) -> AsyncGenerator[str | StreamEnd, None]:
    source = endpoint.source
    texts, originals = [words.system, words.user], {}
    if source.masks_personal_data:
        texts, masks = mask(texts)
        originals = masks.originals
    system, user = texts
    unmasker = StreamUnmasker(originals)
    asked = estimated_usage(system, user, "").input_tokens
    most = Usage(asked, MAX_ANSWER_TOKENS)
    plan = plan_call(source, LlmPurpose.ANSWER, words.subject_id, most)
    call = await transact(open_call, SYSTEM, plan)
    started, came = time.perf_counter(), ""
    result: CallResult | None = None
    try:
        async with aclosing(endpoint.stream(system, user, words.timeout_s)) as parts:
            while True:
                left_s = WHOLE_S - (time.perf_counter() - started)
                async with asyncio.timeout(min(words.timeout_s, left_s)):
                    part = await anext(parts)
                if not isinstance(part, str):
                    result = result_of(source, LlmOutcome.ANSWERED, part.usage)
                    if rest := unmasker.end():
                        yield rest
                    yield _end_of(endpoint, part, result)
                    return
                came += part
                if text := unmasker.feed(part):
                    yield text
    except TimeoutError:
        failure = CallFailed(LlmOutcome.TIMED_OUT, "It did not answer in time.")
        result = failure_result(source, failure)
        raise failure from None
    except CallFailed as failure:
        result = failure_result(source, failure)
        raise
    finally:
        if result is None:
            usage = estimated_usage(system, user, came)
            result = result_of(source, LlmOutcome.ABANDONED, usage)
        await settle(call, result, started)


def _end_of(endpoint: "Endpoint", reply: "Reply", result: CallResult) -> StreamEnd:
    return StreamEnd(
        provider=endpoint.source.name,
        model=reply.model,
        input_tokens=result.input_tokens,
        output_tokens=result.output_tokens,
        cost_micros=result.cost_micros,
    )
