"""What the desk finds out about a text by itself: the cold start, the language, its model."""

from dataclasses import replace
from typing import Final

from domain.triage.cold import cold_candidates
from domain.triage.language import detect_language
from domain.triage.nearness import draw_portraits
from domain.triage.rule_sheet import compile_rules
from domain.triage.rules import Findings
from domain.triage.signals import read_signals
from domain.triage.values import Candidate, TriageTask
from domain.vocabulary import DecidedBy, TriageField

# From this confidence on a rule is an order, which a learned model does not outvote.
CERTAIN: Final = 0.9


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
    categories = task.choices.categories
    portraits = draw_portraits(categories) if categories else None
    ids = tuple(category.id for category in categories)
    candidates = [
        candidate
        for field in TriageField
        for candidate in cold_candidates(field, ids, signals, portraits)
        if field not in decided or _is_order(candidate)
    ]
    if language is not None:
        candidates.append(language)
    return Findings((*candidates, *learned), signals.assignee)


def _is_order(candidate: Candidate) -> bool:
    return candidate.is_firm or (
        candidate.source is DecidedBy.RULE and candidate.confidence >= CERTAIN
    )
