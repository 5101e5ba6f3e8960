"""Notes for the moderator, composed from the evidence where no model has written any."""

from collections.abc import Iterable

from domain.triage.values import Choices, Decision
from domain.vocabulary import DecidedBy, TriageField

_SILENT = frozenset({DecidedBy.DEFAULT, DecidedBy.REQUESTER, DecidedBy.MODERATOR})


def compose_notes(decisions: Iterable[Decision], choices: Choices) -> str:
    """One line for each field that something in the ticket spoke for; else empty."""
    lines = [
        f"- {decision.field.value.capitalize()}: {_shown(decision, choices)}"
        f"{'' if decision.is_applied else ' (suggested)'}, "
        f"{decision.confidence:.0%} sure{_because(decision)}"
        for decision in decisions
        if decision.decided_by not in _SILENT and decision.field is not TriageField.LANGUAGE
    ]
    return "\n".join(lines)


def _shown(decision: Decision, choices: Choices) -> str:
    names = {choice.id: choice.name for choice in choices.categories}
    names |= {choice.id: choice.name for choice in (*choices.skills, *choices.tags)}
    values = decision.value if isinstance(decision.value, list) else [decision.value]
    return ", ".join(names.get(value, str(value).lower()) for value in values)


def _because(decision: Decision) -> str:
    if not decision.evidence:
        return ""
    return ": " + ", ".join(f"“{quote}”" for quote in decision.evidence)
