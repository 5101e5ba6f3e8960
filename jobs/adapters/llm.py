"""A language model behind any OpenAI-compatible endpoint."""

import json
import re
from typing import Any, cast

import openai
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

from domain.errors import PermanentError, TransientError
from domain.ports import Completion
from domain.settings import Settings

MAX_ANSWER_TOKENS = 2_000
MAX_ANSWER_LENGTH = 50_000
MAX_RETRIES = 1
# What an endpoint calls the part of the request that it does not know.
_REFUSED_FORMAT = re.compile(r"response_format|json_schema|json_object|schema|format", re.I)
# Reasoning models of OpenAI know only this name, most other endpoints only `max_tokens`.
_NEW_LIMIT_NAME = "max_completion_tokens"
_JSON_ONLY = "\n\nAnswer with one JSON object and nothing else. It must match this JSON schema:\n"


class OpenAIModel:
    """Asks for structured output, and for less of it where the endpoint refuses.

    From the first refusal on it asks in the way that was understood.
    """

    def __init__(self, settings: Settings) -> None:
        self._model = settings.llm_model
        self._client = openai.AsyncOpenAI(
            base_url=settings.llm_base_url or None,
            api_key=settings.llm_api_key.get_secret_value() or "none",
            timeout=settings.llm_timeout_s,
            max_retries=MAX_RETRIES,
        )
        self._formats = [_schema_format, _object_format, _no_format]
        self._limit_name = "max_tokens"

    async def complete(self, *, system: str, user: str, schema: dict[str, Any]) -> Completion:
        """One answer as a JSON object; that it fits `schema` is for the caller to check.

        Raises TransientError (network, time-out, rate limit, server fault) and
        PermanentError (key, model or request refused; no JSON in the answer).
        """
        answer = await self._ask(system, user, schema)
        try:
            choice = answer.choices[0]
            text, is_cut = str(choice.message.content or ""), choice.finish_reason == "length"
            usage = answer.usage
            tokens = (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)
            model = str(answer.model or self._model)
        except (AttributeError, IndexError, TypeError) as error:
            # The SDK checks nothing: `choices` may be anything.
            raise PermanentError("The endpoint's answer is no completion.") from error
        if is_cut:
            raise PermanentError("The model's answer was cut off.")
        return Completion(_json_object(text), model[:100], *map(_count, tokens))

    async def close(self) -> None:
        await self._client.close()

    async def _ask(self, system: str, user: str, schema: dict[str, Any]) -> ChatCompletion:
        while True:
            options, addition = self._formats[0](schema)
            try:
                messages: list[ChatCompletionMessageParam] = [
                    {"role": "system", "content": system + addition},
                    {"role": "user", "content": user},
                ]
                limit: dict[str, Any] = {self._limit_name: MAX_ANSWER_TOKENS}
                return cast(
                    ChatCompletion,
                    await self._client.chat.completions.create(
                        model=self._model, messages=messages, **limit, **options
                    ),
                )
            except openai.BadRequestError as error:
                if self._limit_name != _NEW_LIMIT_NAME and _NEW_LIMIT_NAME in str(error):
                    self._limit_name = _NEW_LIMIT_NAME
                    continue
                if len(self._formats) == 1 or not _REFUSED_FORMAT.search(str(error)):
                    raise PermanentError(f"The model refused the request: {error}") from error
                self._formats = self._formats[1:]
            except openai.APIError as error:
                raise _translated(error) from error
            except (ValueError, TypeError, AttributeError) as error:
                raise PermanentError("The endpoint's answer is no completion.") from error


def _schema_format(schema: dict[str, Any]) -> tuple[dict[str, Any], str]:
    named = {"name": "triage", "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": named}}, ""


def _object_format(schema: dict[str, Any]) -> tuple[dict[str, Any], str]:
    return {"response_format": {"type": "json_object"}}, _JSON_ONLY + json.dumps(schema)


def _no_format(schema: dict[str, Any]) -> tuple[dict[str, Any], str]:
    return {}, _JSON_ONLY + json.dumps(schema)


def _translated(error: openai.APIError) -> Exception:
    if isinstance(error, openai.APITimeoutError):
        return TransientError("The model did not answer in time.")
    if isinstance(error, openai.APIConnectionError):
        return TransientError("The model's endpoint cannot be reached.")
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        if status in {408, 409, 425, 429} or status >= 500:
            return TransientError(f"The model's endpoint answered {status}.", _retry_after(error))
        return PermanentError(f"The model's endpoint answered {status}.")
    return PermanentError(f"The endpoint's answer is no completion: {error}")


def _retry_after(error: openai.APIStatusError) -> float | None:
    try:
        return float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None


def _count(tokens: object) -> int:
    return tokens if isinstance(tokens, int) and 0 <= tokens < 1_000_000_000 else 0


def _json_object(text: str) -> dict[str, Any]:
    """The JSON object in a model's answer, also within a Markdown fence or between words."""
    if len(text) > MAX_ANSWER_LENGTH:
        raise PermanentError("The model's answer is too long.")
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise PermanentError("The model's answer contains no JSON object.")
    try:
        found = json.loads(text[start : end + 1])
    except (ValueError, RecursionError) as error:
        raise PermanentError("The model's answer is not valid JSON.") from error
    if not isinstance(found, dict):
        raise PermanentError("The model's answer is no JSON object.")
    return found
