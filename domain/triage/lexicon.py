"""How a ticket sounds: its feelings and its hurry, from word lists, with the words quoted.

VADER weighs the words of each sentence, with negation, emphasis and emoticons; the ticket
is as glad and as annoyed as its gladdest and its most annoyed sentence. Code, quotations of
code and addresses are not read: they have no feelings.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from vader import SentimentIntensityAnalyzer

from domain.triage.lexicon_terms import (
    OWN_IDIOMS,
    OWN_PHRASES,
    OWN_WORDS,
    PATIENT,
    PRESSING,
    QUIET_WORDS,
)
from domain.triage.values import Candidate
from domain.vocabulary import DecidedBy, Sentiment, TriageField, Urgency

READ_LIMIT: Final = 4_000
MAX_SENTENCES: Final = 80
MAX_QUOTES: Final = 4
LEAST_POSITIVE: Final = 0.35
LEAST_NEGATIVE: Final = 0.3
LEAST_PRESSING: Final = 0.6
LEAST_HURRY: Final = 0.35
_CODE: Final = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|\{code[^}]*\}.*?(?:\{code\}|\Z)|\{noformat\}.*?(?:\{noformat\}|\Z)"
    r"|<(?:pre|code)>.*?</(?:pre|code)>|https?://\S+|^(?: {4}|\t|\s+at ).*$",
    re.DOTALL | re.MULTILINE,
)
# "Grace" at the end of a message is who writes, and no virtue.
_SIGNATURE: Final = re.compile(r"\n\s*(?:[-–—]+[ \t]*)?(?:[A-Z][\w'’.-]*[ \t]*){1,3}\s*\Z")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[+]1|[:;=][-']?[()DPp|/]|\S")


@dataclass(frozen=True, slots=True)
class Tone:
    """Strengths from 0 to 1, and the words that they come from."""

    positive: float = 0.0
    negative: float = 0.0
    pressing: float = 0.0
    patient: float = 0.0
    glad_words: tuple[str, ...] = ()
    annoyed_words: tuple[str, ...] = ()
    pressing_words: tuple[str, ...] = ()
    patient_words: tuple[str, ...] = ()


def read_tone(text: str) -> Tone:
    prose = _SIGNATURE.sub("", _CODE.sub(" ", text[:READ_LIMIT].replace("’", "'")))
    positive, negative = 0.0, 0.0
    glad: list[str] = []
    annoyed: list[str] = []
    for sentence in _SENTENCE_END.split(prose)[:MAX_SENTENCES]:
        if not sentence.strip():
            continue
        compound = _analyzer().polarity_scores(sentence)["compound"]
        if compound > 0:
            positive = max(positive, compound)
            glad += _weighty_words(sentence, +1)
        elif compound < 0:
            negative = max(negative, -compound)
            annoyed += _weighty_words(sentence, -1)
    patient = _found(_phrases("patient"), prose)
    rest = _phrases("patient").sub(" ", prose)
    pressing = _found(_phrases("pressing"), rest)
    return Tone(
        positive=positive,
        negative=negative,
        pressing=max((PRESSING[phrase.casefold()] for phrase in pressing), default=0.0),
        patient=max((PATIENT[phrase.casefold()] for phrase in patient), default=0.0),
        glad_words=_distinct(glad),
        annoyed_words=_distinct(annoyed),
        pressing_words=_distinct(pressing),
        patient_words=_distinct(patient),
    )


def tone_scores(tone: Tone) -> dict[TriageField, Mapping[str, float]]:
    """What the tone says for each value, for a model to weigh."""
    return {
        TriageField.SENTIMENT: {
            Sentiment.POSITIVE.value: tone.positive,
            Sentiment.NEGATIVE.value: tone.negative,
            Sentiment.NEUTRAL.value: 1 - max(tone.positive, tone.negative),
        },
        TriageField.URGENCY: {
            Urgency.HIGH.value: tone.pressing,
            Urgency.LOW.value: max(tone.patient, 0.5 - tone.pressing),
        },
    }


def tone_candidates(tone: Tone) -> tuple[Candidate, ...]:
    """What the tone alone proposes; how sure was measured, see docs/triage.md."""
    return (_sentiment(tone), *_urgency(tone))


def _sentiment(tone: Tone) -> Candidate:
    if tone.positive >= max(LEAST_POSITIVE, tone.negative):
        return _proposed(
            TriageField.SENTIMENT,
            Sentiment.POSITIVE,
            0.7 + 0.25 * (tone.positive - tone.negative),
            tone.glad_words,
        )
    if tone.negative >= LEAST_NEGATIVE:
        return _proposed(
            TriageField.SENTIMENT,
            Sentiment.NEGATIVE,
            0.65 + 0.25 * (tone.negative - tone.positive),
            tone.annoyed_words,
        )
    return _proposed(TriageField.SENTIMENT, Sentiment.NEUTRAL, 0.8, ())


def _urgency(tone: Tone) -> tuple[Candidate, ...]:
    if tone.pressing >= LEAST_PRESSING:
        confidence = 0.5 + 0.3 * tone.pressing
        return (_proposed(TriageField.URGENCY, Urgency.HIGH, confidence, tone.pressing_words),)
    if tone.pressing >= LEAST_HURRY:
        return (_proposed(TriageField.URGENCY, Urgency.MEDIUM, 0.62, tone.pressing_words),)
    if tone.patient:
        return (_proposed(TriageField.URGENCY, Urgency.LOW, 0.8, tone.patient_words),)
    return ()


def _proposed(
    field: TriageField, value: Sentiment | Urgency, confidence: float, words: tuple[str, ...]
) -> Candidate:
    return Candidate(field, value.value, round(confidence, 4), DecidedBy.RULE, words)


def _weighty_words(sentence: str, sign: int) -> list[str]:
    """The sentence's words and phrases of that sign; negated, those of the other."""
    analyzer = _analyzer()
    tokens = _TOKEN.findall(sentence)
    lowered = [token.casefold() for token in tokens]
    quoted = [
        phrase for phrase, value in OWN_PHRASES.items()
        if value * sign > 0 and f" {phrase} " in f" {' '.join(lowered)} "
    ]  # fmt: skip
    words = [
        (place, token, analyzer.lexicon.get(word, 0.0) * sign)
        for place, (token, word) in enumerate(zip(tokens, lowered, strict=True))
    ]
    own = [token for _, token, value in words if value > 0]
    if own or quoted:
        return quoted + [token for token in own if not any(token.casefold() in q for q in quoted)]
    return [" ".join(tokens[max(0, place - 1) : place + 1]) for place, _, v in words if v < 0]


def _found(pattern: re.Pattern[str], prose: str) -> list[str]:
    return [" ".join(match.split()) for match in pattern.findall(prose)]


def _distinct(words: list[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for word in words:
        kept.setdefault(word.casefold(), word)
    return tuple(kept.values())[:MAX_QUOTES]


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer(
        extra_lexicon={**dict.fromkeys(QUIET_WORDS, 0.0), **OWN_WORDS},
        special_cases=OWN_IDIOMS,
        multiword=OWN_PHRASES,
    )


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    phrases = sorted(PATIENT if kind == "patient" else PRESSING, key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
