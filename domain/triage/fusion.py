"""From what all sources propose to one decision for each field: a pure function.

Agreement adds up (as independent evidence does), disagreement takes away: a rival that is
50 % sure costs the winner a quarter. On a scale the neighbour is only half a rival: HIGH
against CRITICAL agree that it matters. Where the model has spoken, rules count half.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from domain.triage.values import ENUM_FIELDS, LIST_FIELDS, Candidate, Current, Decision
from domain.vocabulary import HUMAN_DECIDERS, DecidedBy, TriageField

HIGHEST: Final = 0.98
RULE_WEIGHT_BESIDE_LLM: Final = 0.5
MAX_EVIDENCE: Final = 8
LEAST_ITEM_CONFIDENCE: Final = 0.3


def fuse(
    candidates: Iterable[Candidate],
    current: Mapping[TriageField, Current],
    thresholds: Mapping[TriageField, float],
) -> tuple[Decision, ...]:
    """One decision for each field of `current`, and for each that has candidates.

    Firm candidates (what the desk has laid down) leave no room for others, except in lists.
    From the field's threshold on a decision is applied, unless a human has decided; below
    it is a suggestion. What stands already counts as applied. A candidate that is alone
    keeps its confidence, so that what a source has calibrated stays calibrated.
    """
    by_field: dict[TriageField, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_field[candidate.field].append(candidate)
    decisions = []
    for field in TriageField:
        stands = current.get(field)
        proposed = by_field.get(field)
        if proposed:
            if field not in LIST_FIELDS:
                proposed = _of_weight(proposed)
            fused = _fuse_list if field in LIST_FIELDS else _fuse_one
            decisions.append(fused(field, _weighted(proposed), stands, thresholds[field]))
        elif stands is not None:
            decisions.append(_unchanged(field, stands))
    return tuple(decisions)


def _weighted(candidates: list[Candidate]) -> list[tuple[Candidate, float]]:
    has_llm = any(candidate.source is DecidedBy.LLM for candidate in candidates)
    return [
        (
            candidate,
            _clamped(candidate.confidence)
            * (RULE_WEIGHT_BESIDE_LLM if has_llm and candidate.source is DecidedBy.RULE else 1),
        )
        for candidate in candidates
    ]


def _fuse_one(
    field: TriageField,
    weighted: list[tuple[Candidate, float]],
    stands: Current | None,
    threshold: float,
) -> Decision:
    best, confidence = _best(field, weighted)
    backers = [(c, weight) for c, weight in weighted if c.value == best]
    return Decision(
        field=field,
        value=best,
        confidence=confidence,
        decided_by=max(backers, key=lambda backer: backer[1])[0].source,
        evidence=_evidence(c for c, _ in backers),
        is_applied=_is_applied(best, confidence, stands, threshold),
    )


def weigh(field: TriageField, proposed: Iterable[Candidate]) -> tuple[str, float]:
    """The value that candidates for one field lead to, and how sure it is."""
    return _best(field, _weighted(_of_weight(list(proposed))))


def _of_weight(proposed: list[Candidate]) -> list[Candidate]:
    return [candidate for candidate in proposed if candidate.is_firm] or proposed


def _best(field: TriageField, weighted: list[tuple[Candidate, float]]) -> tuple[str, float]:
    support = _support(weighted)
    # The first proposed wins a tie: rules are in the admins' order.
    ranked = sorted(support, key=lambda value: -support[value])
    best = ranked[0]
    rivals = (support[other] * _distance(field, best, other) for other in ranked[1:])
    rival = max(rivals, default=0.0)
    return best, round(min(HIGHEST, support[best] * (1 - rival / 2)), 4)


def _fuse_list(
    field: TriageField,
    weighted: list[tuple[Candidate, float]],
    stands: Current | None,
    threshold: float,
) -> Decision:
    support = _support(weighted)
    sure = [value for value in support if support[value] >= threshold]
    likely = [value for value in support if support[value] >= LEAST_ITEM_CONFIDENCE]
    chosen = sure or likely or list(support)
    confidence = round(min(HIGHEST, *(support[value] for value in chosen), 1.0), 4)
    backers = [(c, weight) for c, weight in weighted if c.value in chosen]
    return Decision(
        field=field,
        value=chosen,
        confidence=confidence,
        decided_by=max(backers, key=lambda backer: backer[1])[0].source,
        evidence=_evidence(c for c, _ in backers),
        is_applied=_is_applied(chosen, confidence, stands, threshold),
    )


def _unchanged(field: TriageField, stands: Current) -> Decision:
    confidence = 1.0 if stands.decided_by in HUMAN_DECIDERS else 0.0
    return Decision(field, stands.value, confidence, stands.decided_by, is_applied=True)


def _is_applied(value: object, confidence: float, stands: Current | None, threshold: float) -> bool:
    if stands is not None and stands.decided_by in HUMAN_DECIDERS:
        return _same(value, stands.value)
    return confidence >= threshold or (stands is not None and _same(value, stands.value))


def _distance(field: TriageField, value: str, other: str) -> float:
    """0.5 for neighbours on a scale, else 1."""
    if field not in ENUM_FIELDS:
        return 1.0
    scale = [member.value for member in ENUM_FIELDS[field]]
    if value not in scale or other not in scale:
        return 1.0
    return min(1.0, abs(scale.index(value) - scale.index(other)) / 2)


def _same(value: object, other: object) -> bool:
    if isinstance(value, list) and isinstance(other, (list, tuple)):
        return set(value) <= set(other)
    return value == other


def _support(weighted: list[tuple[Candidate, float]]) -> dict[str, float]:
    doubt: dict[str, float] = {}
    for candidate, weight in weighted:
        doubt[candidate.value] = doubt.get(candidate.value, 1.0) * (1 - weight)
    return {value: 1 - left for value, left in doubt.items()}


def _evidence(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    quotes = (quote for candidate in candidates for quote in candidate.evidence)
    return tuple(dict.fromkeys(quotes))[:MAX_EVIDENCE]


def _clamped(confidence: float) -> float:
    return min(1.0, max(0.0, confidence))
