"""How good triage's decisions are, by what people said to them.

About the decisions that machines made in runs that began in the range. Only those that people
reviewed tell whether triage is right; the others are counted apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.conditions import is_among
from domain.models import TriageDecision
from domain.stats.scope import StatsScope
from domain.stats.sql import floor, run
from domain.stats.triage import runs_in
from domain.vocabulary import (
    HUMAN_DECIDERS,
    MACHINE_DECIDERS,
    DecidedBy,
    Review,
    TicketStatus,
    TriageField,
)

BINS: Final = 10
"""Confidences are compared with what came true in tenths."""

_COLUMNS: Final = ("field", "decided_by", "confidence", "review", "is_automatic", "ticket_id")
_ACCEPTED: Final = f"CASE WHEN review = '{Review.ACCEPTED.value}' THEN 1 ELSE 0 END"
_ENDED: Final = f"'{TicketStatus.RESOLVED.value}', '{TicketStatus.CLOSED.value}'"
_HUMANS: Final = ", ".join(f"'{one.value}'" for one in sorted(HUMAN_DECIDERS))
_DECIDED_BY: Final = (
    "CASE field "
    + " ".join(
        f"WHEN '{field.value}' THEN ticket.{field.value.lower()}_decided_by"
        for field in (
            TriageField.CATEGORY,
            TriageField.PRIORITY,
            TriageField.URGENCY,
            TriageField.SENTIMENT,
        )
    )
    + f" ELSE '{DecidedBy.DEFAULT.value}' END"
)
# Each decision twice: for its source, and for all sources together.
_TWICE: Final = (
    "(SELECT hit.*, CASE WHEN copy.n = 0 THEN '' ELSE decided_by END AS source"
    " FROM {query} hit CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 AS n) copy) twice"
)


@dataclass(frozen=True, slots=True)
class TriageQuality:
    """One field, by one source or (None) by all.

    `automatic` were applied by triage itself. `uncontested` are those of them that nobody
    reviewed or changed by hand, in tickets that are over. `accepted_suggestions` of
    `reviewed_suggestions` are those that were only suggested.
    """

    field: TriageField
    source: DecidedBy | None
    decisions: int
    automatic: int
    reviewed: int
    accepted: int
    reviewed_suggestions: int
    accepted_suggestions: int
    uncontested: int

    @property
    def corrected(self) -> int:
        return self.reviewed - self.accepted

    @property
    def accuracy(self) -> float | None:
        return _share(self.accepted, self.reviewed)

    @property
    def acceptance(self) -> float | None:
        return _share(self.accepted_suggestions, self.reviewed_suggestions)

    @property
    def automatic_share(self) -> float | None:
        return _share(self.automatic, self.decisions)


@dataclass(frozen=True, slots=True)
class Confidence:
    """What confidences are worth; None before the first review, or where no target is met."""

    calibration_error: float | None
    coverage: float | None


Key = tuple[TriageField, DecidedBy | None]


async def triage_quality(scope: StatsScope) -> list[TriageQuality]:
    """In the order of the fields; all sources together first, then each that occurs."""
    suggested = "review IS NOT NULL AND NOT is_automatic"
    uncontested = (
        f"is_automatic AND review IS NULL AND ticket.status IN ({_ENDED})"
        f" AND {_DECIDED_BY} NOT IN ({_HUMANS})"
    )
    rows = await run(
        _decisions(scope),
        "SELECT field, source, COUNT(*) AS decisions,"
        f" {_count('is_automatic')} AS automatic,"
        f" {_count('review IS NOT NULL')} AS reviewed,"
        f" SUM({_ACCEPTED}) AS accepted,"
        f" {_count(suggested)} AS reviewed_suggestions,"
        f" SUM(CASE WHEN {suggested} THEN {_ACCEPTED} ELSE 0 END) AS accepted_suggestions,"
        f" {_count(uncontested)} AS uncontested"
        f" FROM {_TWICE} JOIN ticket ON ticket.id = ticket_id GROUP BY field, source",
    )
    found = [
        TriageQuality(
            *_key(row),
            decisions=int(row["decisions"]),
            automatic=int(row["automatic"]),
            reviewed=int(row["reviewed"]),
            accepted=int(row["accepted"]),
            reviewed_suggestions=int(row["reviewed_suggestions"]),
            accepted_suggestions=int(row["accepted_suggestions"]),
            uncontested=int(row["uncontested"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: _place(one.field, one.source))


async def triage_confidence(
    scope: StatsScope, targets: Mapping[TriageField, float]
) -> dict[Key, Confidence]:
    """Calibration error of reviewed decisions, and coverage at each field's precision target.

    The error is binned: how far the mean confidence of a tenth is from the share that was
    right, weighed by its reviews. Coverage is the share of all decisions that reach the
    smallest confidence from which on the reviewed ones of the range were right often enough.
    """
    target = "CASE field " + " ".join(
        f"WHEN '{field.value}' THEN {share!r}" for field, share in targets.items()
    )
    rows = await run(
        _decisions(scope),
        f"WITH twice AS (SELECT * FROM {_TWICE}),"
        f" judged AS (SELECT field, source, confidence, {_ACCEPTED} AS hit,"
        f" CASE WHEN confidence >= 1 THEN {BINS - 1}"
        f" ELSE {floor(f'confidence * {BINS}')} END AS bin"
        " FROM twice WHERE review IS NOT NULL),"
        " gaps AS (SELECT field, source, ABS(SUM(confidence) - SUM(hit)) AS gap, COUNT(*) AS n"
        " FROM judged GROUP BY field, source, bin),"
        " errors AS (SELECT field, source, SUM(gap) / SUM(n) AS error"
        " FROM gaps GROUP BY field, source),"
        " runs AS (SELECT field, source, confidence,"
        " SUM(hit) OVER surer AS good, COUNT(*) OVER surer AS n FROM judged"
        " WINDOW surer AS (PARTITION BY field, source ORDER BY confidence DESC)),"
        " least AS (SELECT field, source, MIN(confidence) AS threshold FROM runs"
        f" WHERE good >= n * ({target} END) GROUP BY field, source),"
        " covered AS (SELECT twice.field, twice.source,"
        " AVG(CASE WHEN confidence >= threshold THEN 1.0 ELSE 0.0 END) AS coverage"
        " FROM twice JOIN least ON least.field = twice.field AND least.source = twice.source"
        " GROUP BY twice.field, twice.source)"
        " SELECT errors.field AS field, errors.source AS source, error, coverage FROM errors"
        " LEFT JOIN covered ON covered.field = errors.field AND covered.source = errors.source",
    )
    return {_key(row): Confidence(_float(row["error"]), _float(row["coverage"])) for row in rows}


def _decisions(scope: StatsScope) -> object:
    made = TriageDecision.filter(
        is_among("triage_decision", "run_id", runs_in(scope)),
        decided_by__in=list(MACHINE_DECIDERS),
    )
    return made.values(*_COLUMNS)


def _count(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _key(row: Mapping[str, str]) -> Key:
    return TriageField(row["field"]), DecidedBy(row["source"]) if row["source"] else None


def _place(field: TriageField, source: DecidedBy | None) -> tuple[int, int]:
    sources = [None, *DecidedBy]
    return list(TriageField).index(field), sources.index(source)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
