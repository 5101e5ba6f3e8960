"""Versions of the model that learns."""

from datetime import datetime

import strawberry

from domain.triage.labels import LEARNED_FIELDS
from domain.vocabulary import TriageField
from schema.fields import column, derived


@strawberry.type(description="How good a version is at one field, on labels it has not seen.")
class TriageModelField:
    field: TriageField = derived(lambda one: TriageField(one["field"]), "Which field.")
    labels: int = derived(lambda one: one["labels"], "How many labels it was judged by.")
    accuracy: float = derived(lambda one: one["accuracy"], "The share of right choices, 0 to 1.")
    macro_f1: float = derived(
        lambda one: one["macroF1"], "The mean F1 of all values: rare ones count as much."
    )
    calibration_error: float = derived(
        lambda one: one["calibrationError"],
        "How far confidence is from what came true, on average: 0.03 is three points in 100.",
    )


@strawberry.type(description="A version of the model that learns from reviews. Admins only.")
class TriageModel:
    id: strawberry.ID = column("Its id.")
    version: int = column("Its number; a later one is larger.", source="number")
    labels: int = column("How many tickets with labels it was trained on.")
    held_out: int = column(
        "On how many of them, the newest, it was judged, by a twin that had not seen them; 0 "
        "while there are too few."
    )
    fields: list[TriageModelField] = strawberry.field(
        resolver=lambda root: root.figures,
        description="The figures of each field that was judged.",
        metadata={"list_size": len(LEARNED_FIELDS)},
    )
    macro_f1: float | None = column("That of all fields, each weighing as much as it has labels.")
    is_serving: bool = column("Whether triage uses it.")
    reason: str = column("Why it began to serve when it was made, or why not.")
    created_at: datetime = column("When it was made.")
