"""What the desk finds out about a text by itself: rules, tone, language, names, its model."""

from dataclasses import replace
from typing import Final

import numpy as np

from domain.triage.language import detect_language
from domain.triage.learned.calibration import softmax
from domain.triage.lexicon import tone_candidates
from domain.triage.nearness import draw_portraits, nearness
from domain.triage.rule_sheet import compile_rules
from domain.triage.rules import Findings
from domain.triage.signals import Signals, read_signals
from domain.triage.values import Candidate, Choices, TriageTask
from domain.vocabulary import DecidedBy, TriageField

# From this confidence on a rule is an order, which a learned model does not outvote.
CERTAIN: Final = 0.9
NEARNESS_SHARPNESS: Final = 12.0
# What the names of categories suggest never applies by itself.
HIGHEST_BY_NAME: Final = 0.55


def look(task: TriageTask) -> Findings:
    """The candidates of all sources but the LLM. Computes for a few milliseconds.

    Where the desk's model decides a field, rules and tone already are among its features, and
    do not count once more; only rules that rest on facts, or that their admin calls certain,
    do.
    """
    language = detect_language(task.text.whole)
    text = task.text
    if text.language is None and language is not None:
        text = replace(text, language=language.value)
    signals = read_signals(text, task.choices, compile_rules(task.rules))
    learned = task.model.predict(text, signals) if task.model else ()
    decided = frozenset(task.model.heads) if task.model else frozenset()
    candidates = [
        candidate
        for candidate in (*signals.rules, *tone_candidates(signals.tone))
        if candidate.field not in decided or _is_order(candidate)
    ]
    if TriageField.CATEGORY not in decided:
        candidates.extend(_nearest_category(task.choices, signals))
    if language is not None:
        candidates.append(language)
    return Findings((*candidates, *learned), signals.assignee)


def _is_order(candidate: Candidate) -> bool:
    return candidate.is_firm or (
        candidate.source is DecidedBy.RULE and candidate.confidence >= CERTAIN
    )


def _nearest_category(choices: Choices, signals: Signals) -> tuple[Candidate, ...]:
    """The category that says of itself what is most like the text; only ever a suggestion."""
    if not choices.categories or not signals.tokens.spans:
        return ()
    near = nearness(draw_portraits(choices.categories), signals.vector)
    chances = softmax(NEARNESS_SHARPNESS * near)
    best = int(np.argmax(chances))
    chance = min(HIGHEST_BY_NAME, float(chances[best]))
    value = choices.categories[best].id
    return (Candidate(TriageField.CATEGORY, value, round(chance, 4), DecidedBy.MODEL),)
