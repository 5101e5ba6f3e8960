"""What is known of a text before anything was learned: rules, tone, severity and meaning.

The same signals are the cold start's evidence and the learned model's extra features.
"""

from dataclasses import dataclass
from typing import Final

from domain.triage.lexicon import Tone, read_tone
from domain.triage.rules import RuleSet, apply_rules
from domain.triage.severity import Severity, read_severity
from domain.triage.values import AssigneeWish, Candidate, Choices, TicketText
from domain.triage.word_vectors import TokenVectors, Vector, embed_tokens, mean_of

READ_LIMIT: Final = 4_000
NO_RULES: Final = RuleSet(())


@dataclass(frozen=True, slots=True)
class Signals:
    rules: tuple[Candidate, ...]
    assignee: AssigneeWish | None
    tone: Tone
    severity: Severity
    tokens: TokenVectors
    vector: Vector


def read_signals(text: TicketText, choices: Choices, rules: RuleSet = NO_RULES) -> Signals:
    found = apply_rules(rules, text, choices)
    tokens = embed_tokens(text.whole.strip()[:READ_LIMIT])
    vector = mean_of(tokens.vectors)
    return Signals(
        rules=found.candidates,
        assignee=found.assignee,
        tone=read_tone(text.whole),
        severity=read_severity(text, tokens, vector),
        tokens=tokens,
        vector=vector,
    )
