"""How far a language model's own confidence is believed: found from what people said to it.

Models mostly claim to be surer than they are, each in its own way. So what one says of itself
is bent, field by field, to how often it has been right on this desk. Without reviews it is
taken at its word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.triage.thresholds import Reviewed
from domain.triage.values import Candidate
from domain.vocabulary import DecidedBy, TriageField

NEWEST_REVIEWS: Final = 500
"""So many count for each field: older ones speak of other models and prompts."""

# So many reviews the model's own word outweighs. Of 1 to 20, 4 came nearest to the truth with
# simulated models that claim too much, too little, or always the same, from 5 to 200 reviews.
DOUBT: Final = 4.0


@dataclass(frozen=True, slots=True)
class LlmTrust:
    """A shift and a slope for the log-odds of what the model says of itself; never falling."""

    shift: float = 0.0
    slope: float = 1.0
    reviews: int = 0

    def believed(self, stated: float) -> float:
        """How often the model is right when it says that it is this sure."""
        # Here and below: numpy takes a while, and most processes never come here.
        import numpy as np

        from domain.triage.learned.calibration import trusted

        bent = trusted(np.array([stated]), np.array([self.shift, self.slope]))
        return round(float(bent[0]), 4)


def learn_llm_trust(reviewed: Sequence[Reviewed]) -> LlmTrust:
    """From what the model said of itself, and whether people found it right."""
    if not reviewed:
        return LlmTrust()
    import numpy as np

    from domain.triage.learned.calibration import fit_trust

    stated, right = zip(*reviewed, strict=True)
    at_its_word = np.array([0.0, 1.0])
    fitted = fit_trust(np.array(stated, float), np.array(right, bool), DOUBT, at_its_word)
    return LlmTrust(float(fitted[0]), max(0.0, float(fitted[1])), len(reviewed))


def with_llm_trust(
    candidates: Iterable[Candidate], trust: Mapping[TriageField, LlmTrust]
) -> list[Candidate]:
    """The candidates with those of the language model as sure as experience allows."""
    return [
        replace(one, confidence=trust[one.field].believed(one.confidence))
        if one.source is DecidedBy.LLM and one.field in trust
        else one
        for one in candidates
    ]
