"""A desk's own model: what it has learned from the decisions that people reviewed."""

from domain.triage.learned.model import Example, LearnedModel, train
from domain.triage.learned.storage import from_bytes, to_bytes

__all__ = ["Example", "LearnedModel", "from_bytes", "to_bytes", "train"]
