"""One request to one OpenAI-compatible endpoint, by the openai library.

The library sends; what comes back is read here, because an endpoint may answer anything and
the library builds objects of whatever it gets. Nothing is retried here.
"""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import openai
import orjson

from domain.ports import ModelSource
from domain.vocabulary import LlmOutcome, StructuredOutput
from jobs.adapters.llm_failures import CallFailed, FormatRefused
from jobs.adapters.llm_http import AddressRefused, AnswerTooLong
from jobs.adapters.llm_usage import MAX_ANSWER_TOKENS, Usage, estimated_usage

MAX_EVENT_LENGTH: Final = 100_000
_REFUSED_FORMAT: Final = re.compile(r"response_format|json_schema|json_object|schema|format", re.I)
_JSON_ONLY: Final = (
    "\n\nAnswer with one JSON object and nothing else. It must match this JSON schema:\n"
)
_LESS: Final = {
    StructuredOutput.JSON_SCHEMA: StructuredOutput.JSON_OBJECT,
    StructuredOutput.JSON_OBJECT: StructuredOutput.PLAIN,
}
# What some endpoints refuse: reasoning models want another name for the limit and no
# temperature, older servers tell no usage in streams. Remembered for each model.
_JSON_BODY: Final = {"Content-Type": "application/json"}
_OPTIONAL: Final = ("max_completion_tokens", "temperature", "stream_options")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer's text, who gave it, and what it was charged for."""

    text: str
    model: str
    usage: Usage


@dataclass(slots=True)
class Endpoint:
    """One model of one provider."""

    source: ModelSource
    client: openai.AsyncOpenAI
    quirks: set[str] = field(default_factory=set)

    async def ask(
        self,
        system: str,
        user: str,
        schema: dict[str, Any],
        ability: StructuredOutput,
        timeout_s: float,
    ) -> Reply:
        """One answer in JSON, unread; raises CallFailed, and FormatRefused to be asked again."""
        wanted: dict[str, Any] = {}
        if ability is StructuredOutput.JSON_SCHEMA:
            named = {"name": "answer", "strict": True, "schema": schema}
            wanted["response_format"] = {"type": "json_schema", "json_schema": named}
        else:
            system += _JSON_ONLY + json.dumps(schema)
            if ability is StructuredOutput.JSON_OBJECT:
                wanted["response_format"] = {"type": "json_object"}
        try:
            # The library's method for this walks through all of the schema, for a millisecond.
            response = await self.client.post(
                "/chat/completions",
                cast_to=httpx2.Response,
                content=orjson.dumps(self._request(system, user) | wanted),
                options={"timeout": timeout_s, "headers": _JSON_BODY},
            )
            body = orjson.loads(response.content)
        except (openai.APIError, httpx2.HTTPError, ValueError, TypeError) as error:
            raise self._failure(error, ability) from error
        return _reply(body, self.source.model)

    async def stream(
        self, system: str, user: str, timeout_s: float
    ) -> AsyncGenerator[str | Reply, None]:
        """Pieces of text, then the whole as a Reply; raises CallFailed."""
        options: dict[str, Any] = {"stream": True}
        if "stream_options" not in self.quirks:
            options["stream_options"] = {"include_usage": True}
        text, usage, model = [], None, self.source.model
        try:
            async with self.client.chat.completions.with_streaming_response.create(
                **self._request(system, user), **options, timeout=timeout_s
            ) as response:
                async for event in _events(response.iter_lines()):
                    model = _text_of(event, "model") or model
                    usage = _usage_of(event) or usage
                    piece = _delta_of(event)
                    if piece:
                        text.append(piece)
                        yield piece
        except (openai.APIError, httpx2.HTTPError, ValueError, TypeError) as error:
            raise self._failure(error, None) from error
        whole = "".join(text)
        if not whole.strip():
            raise CallFailed(LlmOutcome.UNUSABLE, "The answer was empty.", usage=usage)
        yield Reply(whole, model[:100], usage or estimated_usage(system, user, whole))

    def _request(self, system: str, user: str) -> dict[str, Any]:
        limit = "max_completion_tokens" if _OPTIONAL[0] in self.quirks else "max_tokens"
        request: dict[str, Any] = {
            "model": self.source.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            limit: MAX_ANSWER_TOKENS,
        }
        if "temperature" not in self.quirks:
            request["temperature"] = 0
        return request

    def _failure(self, error: Exception, ability: StructuredOutput | None) -> CallFailed:
        if isinstance(error, (openai.BadRequestError, openai.UnprocessableEntityError)):
            return self._refusal(str(error), ability)
        if isinstance(error, openai.APIStatusError):
            return _status_failure(error)
        cause = _root_of(error)
        if isinstance(cause, AnswerTooLong):
            return CallFailed(LlmOutcome.UNUSABLE, "The answer was longer than any real one.")
        if isinstance(cause, AddressRefused):
            message = "Its name leads to an address that must not be asked."
            return CallFailed(LlmOutcome.UNREACHABLE, message, was_sent=False)
        if isinstance(error, (openai.APITimeoutError, httpx2.TimeoutException)):
            sent = not isinstance(cause, httpx2.ConnectTimeout)
            message = "It did not answer in time."
            return CallFailed(LlmOutcome.TIMED_OUT, message, was_sent=sent)
        if isinstance(error, (openai.APIConnectionError, httpx2.HTTPError)):
            sent = not isinstance(error.__cause__ or error, httpx2.ConnectError)
            message = "It broke off." if sent else "It cannot be reached."
            return CallFailed(LlmOutcome.UNREACHABLE, message, was_sent=sent)
        return CallFailed(LlmOutcome.UNUSABLE, "The answer was no completion.")

    def _refusal(self, words: str, ability: StructuredOutput | None) -> CallFailed:
        for name in _OPTIONAL:
            if name in words and name not in self.quirks:
                self.quirks.add(name)
                return FormatRefused(ability)
        if ability in _LESS and _REFUSED_FORMAT.search(words):
            return FormatRefused(_LESS[ability])
        return CallFailed(LlmOutcome.REFUSED, "It refused the request (400).")


def _status_failure(error: openai.APIStatusError) -> CallFailed:
    status = error.status_code
    if status in {401, 403}:
        return CallFailed(LlmOutcome.KEY_REFUSED, f"It refused the key ({status}).")
    if status == 404:
        return CallFailed(LlmOutcome.MODEL_GONE, "It has no such model (404).")
    message = f"It answered {status}."
    if status == 429:
        wait_s = _retry_after(error)
        return CallFailed(LlmOutcome.RATE_LIMITED, message, retry_after_s=wait_s)
    if status in {408, 409, 425} or status >= 500:
        wait_s = _retry_after(error)
        return CallFailed(LlmOutcome.SERVER_FAULT, message, retry_after_s=wait_s)
    return CallFailed(LlmOutcome.REFUSED, message)


def _retry_after(error: openai.APIStatusError) -> float | None:
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(error.response.headers.get(name, "")) * unit
        except ValueError:
            continue
        if 0 <= seconds < 86_400:
            return seconds
    return None


def _root_of(error: BaseException) -> BaseException:
    """The first cause: the library and its transport wrap what we raised beneath them."""
    while (cause := error.__cause__ or error.__context__) is not None:
        if isinstance(error, (AnswerTooLong, AddressRefused, httpx2.ConnectTimeout)):
            return error
        error = cause
    return error


def _reply(body: object, asked_model: str) -> Reply:
    """Read a completion that may be anything; raises CallFailed, with what it was charged."""
    if not isinstance(body, dict):
        raise CallFailed(LlmOutcome.UNUSABLE, "The answer was no completion.")
    usage = _usage_of(body)
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise CallFailed(LlmOutcome.UNUSABLE, "The answer was no completion.", usage=usage)
    if choice.get("finish_reason") == "length":
        raise CallFailed(LlmOutcome.UNUSABLE, "The answer was cut off.", usage=usage)
    text = message.get("content")
    text = text if isinstance(text, str) else ""
    model = _text_of(body, "model") or asked_model
    return Reply(text, model[:100], usage or estimated_usage("", "", text))


def _usage_of(body: dict[str, Any]) -> Usage | None:
    usage = body.get("usage")
    if not isinstance(usage, dict):
        return None
    return Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")))


def _count(tokens: object) -> int:
    return tokens if isinstance(tokens, int) and 0 <= tokens < 100_000_000 else 0


def _text_of(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _delta_of(event: dict[str, Any]) -> str:
    choices = event.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    delta = choice.get("delta") if isinstance(choice, dict) else None
    content = delta.get("content") if isinstance(delta, dict) else None
    return content if isinstance(content, str) else ""


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    """The JSON objects of a stream of server-sent events, to its end mark."""
    async for line in lines:
        name, _, data = line.partition(":")
        if name != "data" or len(data) > MAX_EVENT_LENGTH:
            continue
        if data.strip() == "[DONE]":
            return
        event = orjson.loads(data)
        if isinstance(event, dict):
            yield event
