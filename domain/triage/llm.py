"""The model's part: what it is asked, and what of its answer may count.

Nothing a model says goes through unchecked: a value that does not exist now is dropped, a
text box is cut to length, a quotation that is not in the ticket is no evidence.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from domain.triage.values import (
    ENUM_FIELDS,
    Answer,
    Candidate,
    Choices,
    NamedChoice,
    TicketText,
)
from domain.vocabulary import DecidedBy, TriageField

PROMPT_VERSION: Final = "triage-2"
MAX_INPUT_LENGTH: Final = 12_000
MAX_TEXT_LENGTH: Final = 4_000
MAX_QUOTES: Final = 3
QUOTE_LENGTH: Final = 200
MAX_ITEMS: Final = 10
MAX_LISTED: Final = 200
HIGHEST_CONFIDENCE: Final = 0.95
# Also with blanks, attributes or in capitals: a model is not strict about them.
_FENCE: Final = re.compile(r"<\s*/?\s*ticket[^<>]{0,50}>", re.I)
_TEXTS: Final = ("summary", "notes", "reply")


@lru_cache(maxsize=4)
def system_prompt(choices: Choices) -> str:
    categories = "\n".join(
        f"- {c.key}: {_line(c.name)}. {_line(c.description)}"
        + "".join(f"\n  for example: {_line(example)}" for example in c.examples[:5])
        for c in choices.categories
    )
    return (
        _template()
        .replace("{categories}", categories)
        .replace("{skills}", _listed(choices.skills))
        .replace("{tags}", _listed(choices.tags))
    )


def user_prompt(text: TicketText) -> str:
    """The ticket between its lines, which it cannot close itself."""
    shown = f"Title: {text.title}\n\n{text.description}"[:MAX_INPUT_LENGTH]
    return f"<ticket>\n{_FENCE.sub(_defused, shown)}\n</ticket>"


@lru_cache(maxsize=4)
def answer_schema(choices: Choices) -> dict[str, Any]:
    """A JSON schema (strict) in which only what exists now can be named; not to be changed."""
    values: dict[str, Any] = {
        "category": _enum([c.key for c in choices.categories]),
        "language": {"type": "string"},
        "skills": _list_of([s.name for s in choices.skills[:MAX_LISTED]]),
        "tags": _list_of([t.name for t in choices.tags[:MAX_LISTED]]),
    }
    for field, enum in ENUM_FIELDS.items():
        values[field.value.lower()] = _enum([member.value for member in enum])
    names = [field.value.lower() for field in TriageField]
    quotes = {"type": "array", "items": {"type": "string"}}
    return _object(
        {name: values[name] for name in names}
        | {
            "confidence": _object({name: {"type": "number"} for name in names}),
            "evidence": _object(dict.fromkeys(names, quotes)),
        }
        | {name: {"type": "string"} for name in _TEXTS}
    )


def read_answer(content: Mapping[str, Any], choices: Choices, text: TicketText) -> Answer:
    """What of an answer may count; raises ValueError when that is nothing at all."""
    candidates: list[Candidate] = []
    for field in TriageField:
        name = field.value.lower()
        confidence = _confidence(content.get("confidence"), name)
        evidence = _quotes(content.get("evidence"), name, text)
        for value in _values(field, content.get(name), choices):
            candidates.append(Candidate(field, value, confidence, DecidedBy.LLM, evidence))
    if not any(candidate.field in _DECISIVE for candidate in candidates):
        raise ValueError("no usable value in the answer")
    summary, notes, reply = (_text(content.get(name)) for name in _TEXTS)
    return Answer(tuple(candidates), summary, notes, reply)


_DECISIVE: Final = frozenset({TriageField.CATEGORY, *ENUM_FIELDS})


def _values(field: TriageField, value: object, choices: Choices) -> list[str]:
    if field is TriageField.CATEGORY:
        found = choices.category_id(value)
        return [found] if found else []
    if field is TriageField.LANGUAGE:
        code = value.strip().lower() if isinstance(value, str) else ""
        return [code] if len(code) == 2 and code.isascii() and code.isalpha() else []
    if field in ENUM_FIELDS:
        named = value.strip().upper() if isinstance(value, str) else ""
        return [named] if named in [member.value for member in ENUM_FIELDS[field]] else []
    if not isinstance(value, list):
        return []
    find = choices.skill_id if field is TriageField.SKILLS else choices.tag_id
    ids = [found for named in value[: 2 * MAX_ITEMS] if (found := find(named))]
    return list(dict.fromkeys(ids))[:MAX_ITEMS]


def _confidence(given: object, name: str) -> float:
    value = given.get(name) if isinstance(given, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        return 0.5
    return min(HIGHEST_CONFIDENCE, max(0.0, float(value)))


def _quotes(given: object, name: str, text: TicketText) -> tuple[str, ...]:
    quotes = given.get(name) if isinstance(given, Mapping) else None
    if not isinstance(quotes, list):
        return ()
    whole = " ".join(text.whole.split()).casefold()
    real = []
    for quote in quotes[:20]:
        shown = " ".join(quote.split()) if isinstance(quote, str) else ""
        if shown and shown.casefold() in whole:
            real.append(shown[:QUOTE_LENGTH])
    return tuple(dict.fromkeys(real))[:MAX_QUOTES]


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    kept = "".join(c for c in value if c in "\n\t" or c.isprintable())
    return kept.strip()[:MAX_TEXT_LENGTH]


def _defused(fence: re.Match[str]) -> str:
    return f"({fence[0][1:-1]})"


def _listed(choices: tuple[NamedChoice, ...]) -> str:
    lines = (f"- {_line(c.name)}: {_line(c.description)}" for c in choices[:MAX_LISTED])
    return "\n".join(lines) or "(none)"


def _line(text: str) -> str:
    return " ".join(text.split())[:300]


def _enum(values: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": values}


def _list_of(names: list[str]) -> dict[str, Any]:
    return {"type": "array", "items": _enum(names) if names else {"type": "string"}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


@cache
def _template() -> str:
    file = Path(__file__).parent / "prompts" / f"{PROMPT_VERSION}.txt"
    return file.read_text(encoding="utf-8")
