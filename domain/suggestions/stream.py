"""The parts of a suggestion in their order, each as soon as it is known."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum

import structlog

from domain.actors import Actor
from domain.errors import NoLanguageModel, PermanentError, TransientError
from domain.ports import LanguageModel, StreamEnd
from domain.settings import Settings
from domain.suggestions.answers import (
    MAX_ANSWER_LENGTH,
    Answer,
    composed_answer,
    system_prompt,
    user_prompt,
    written_answer,
)
from domain.suggestions.classify import Classification, classify
from domain.suggestions.drafts import Draft
from domain.suggestions.sources import Source, find_sources

log = structlog.get_logger(__name__)


class PartKind(StrEnum):
    CLASSIFICATION = "CLASSIFICATION"
    SOURCES = "SOURCES"
    DELTA = "DELTA"
    ANSWER = "ANSWER"


@dataclass(frozen=True, slots=True)
class Part:
    """One message of suggestion `id`; what its kind does not name is None."""

    id: str
    kind: PartKind
    classification: Classification | None = None
    sources: tuple[Source, ...] | None = None
    delta: str | None = None
    answer: Answer | None = None


async def suggest(
    id: str, actor: Actor, draft: Draft, settings: Settings, llm: LanguageModel | None
) -> AsyncGenerator[Part, None]:
    """What the draft is about, what is like it, then an answer, streamed where there is a model.

    The model only sees what the viewer may see, and is only asked where there is something for
    it to read. When it fails, the best source is the answer. Closing the generator breaks the
    request to the model off.
    """
    found = await classify(actor, draft, settings)
    yield Part(id, PartKind.CLASSIFICATION, classification=found)
    sources = tuple(await find_sources(actor, draft))
    yield Part(id, PartKind.SOURCES, sources=sources)
    written: Answer | None = None
    if llm is not None and sources:
        pieces: list[str] = []
        async with aclosing(_deltas(llm, id, draft, sources)) as deltas:
            async for delta in deltas:
                if delta is None:
                    pieces.clear()
                    break
                pieces.append(delta)
                yield Part(id, PartKind.DELTA, delta=delta)
        written = written_answer("".join(pieces), sources)
    yield Part(id, PartKind.ANSWER, answer=written or composed_answer(sources))


async def _deltas(
    llm: LanguageModel, id: str, draft: Draft, sources: tuple[Source, ...]
) -> AsyncGenerator[str | None, None]:
    """The model's words as they come; None at the end when it failed."""
    length = 0
    asked = llm.stream(system=system_prompt(), user=user_prompt(draft, sources), subject_id=id)
    try:
        async with aclosing(asked) as pieces:
            async for piece in pieces:
                if isinstance(piece, StreamEnd):
                    return
                length += len(piece)
                if length > MAX_ANSWER_LENGTH:
                    return
                yield piece
    except NoLanguageModel:
        return
    except (TransientError, PermanentError) as error:
        log.warning("suggestion.fell_back", suggestion_id=id, reason=str(error)[:300])
        yield None
