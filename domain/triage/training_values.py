"""What a training is given and gives: apart from it, because numpy takes a while to load."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.triage.labels import Labelled
from domain.triage.values import Choices, WrittenRule
from domain.vocabulary import TriageField

FEWEST_LABELS: Final = 20


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """All that training reads; `labelled` is oldest first. `serving_twin` is what the new
    version is compared with."""

    labelled: Sequence[Labelled]
    choices: Choices
    rules: Sequence[WrittenRule] = ()
    serving_twin: bytes | None = None


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """How good a model is on labels that it has not seen."""

    field: TriageField
    labels: int
    accuracy: float
    macro_f1: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Training:
    """A new version. `serving_macro_f1` is the serving one's on the same held-out labels."""

    content: bytes
    labels: int
    twin: bytes | None = None
    held_out: int = 0
    figures: tuple[FieldFigures, ...] = ()
    macro_f1: float | None = None
    serving_macro_f1: float | None = None
