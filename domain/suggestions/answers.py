"""The answer to a draft: from a language model that reads the sources, else the best source's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from domain.suggestions.drafts import Draft
from domain.suggestions.sources import Source

PROMPT_VERSION: Final = "answer-1"
SOURCE_LENGTH: Final = 1_500
# The best source is an answer by itself from here on; below it is only worth a look.
LEAST_ANSWER_SCORE: Final = 0.15
MAX_ANSWER_LENGTH: Final = 8_000
_CITED: Final = re.compile(r"\[(\d{1,2})\]")


class AnswerSource(StrEnum):
    LLM = "LLM"
    ARTICLE = "ARTICLE"
    TICKET = "TICKET"


@dataclass(frozen=True, slots=True)
class Answer:
    """Markdown with what it rests on; `confidence` is the score of the best of those."""

    text: str
    source: AnswerSource
    cited: tuple[Source, ...]

    @property
    def confidence(self) -> float:
        return max((it.score for it in self.cited), default=0.0)


def composed_answer(sources: Sequence[Source]) -> Answer | None:
    """The best source as it is, articles before tickets; None when none is near enough."""
    near = [it for it in sources if it.score >= LEAST_ANSWER_SCORE]
    best = next((it for it in near if it.article is not None), None) or next(iter(near), None)
    if best is None:
        return None
    kind = AnswerSource.TICKET if best.article is None else AnswerSource.ARTICLE
    return Answer(best.text[:MAX_ANSWER_LENGTH], kind, (best,))


def written_answer(text: str, sources: Sequence[Source]) -> Answer | None:
    """What a model wrote, with the sources it names; None when it wrote nothing."""
    shown = "".join(c for c in text if c in "\n\t" or c.isprintable()).strip()
    if not shown:
        return None
    numbers = dict.fromkeys(int(number) for number in _CITED.findall(shown))
    cited = tuple(sources[number - 1] for number in numbers if 0 < number <= len(sources))
    return Answer(shown[:MAX_ANSWER_LENGTH], AnswerSource.LLM, cited)


def user_prompt(draft: Draft, sources: Sequence[Source]) -> str:
    """Draft and sources between their lines, which they cannot close themselves."""
    listed = "\n\n".join(
        f"[{number}] {it.title}\n{it.text[:SOURCE_LENGTH]}" for number, it in enumerate(sources, 1)
    )
    return (
        f"<sources>\n{_fenced(listed)}\n</sources>\n\n"
        f"<draft>\n{_fenced(draft.title)}\n\n{_fenced(draft.description)}\n</draft>"
    )


@cache
def system_prompt() -> str:
    file = Path(__file__).parent / "prompts" / f"{PROMPT_VERSION}.txt"
    return file.read_text(encoding="utf-8")


def _fenced(text: str) -> str:
    return re.sub(r"<(/?)(draft|sources)>", r"(\1\2)", text)
