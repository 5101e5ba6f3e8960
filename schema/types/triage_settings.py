"""What admins have set for triage, and what follows from it."""

from datetime import datetime
from typing import Any

import strawberry

from domain.triage.settings import ThresholdBasis, count_labels, expected_coverage
from domain.vocabulary import TriageField
from schema.context import Info
from schema.fields import column, derived


async def _labels(root: Any, info: Info) -> int:
    return await count_labels(root.field)


async def _expected_coverage(root: Any, info: Info) -> float | None:
    return await expected_coverage(root)


@strawberry.type(description="From which confidence on triage writes a field by itself.")
class TriageFieldSettings:
    field: TriageField = column("Which field.")
    threshold: float = column(
        "The fixed confidence, 0 to 1; while there is a target, it stands in where reviews are few."
    )
    precision_target: float | None = column(
        "How often what is applied shall be right, 0 to 1; null: the fixed confidence decides."
    )
    threshold_in_force: float = column(
        "From this confidence on a decision is applied; below it is a suggestion."
    )
    basis: ThresholdBasis = column("Why that is the threshold in force.")
    labels: int = strawberry.field(
        resolver=_labels,
        description="How many decisions of machines people have reviewed; a target is judged by "
        "the newest 2,000.",
    )
    precision: float | None = derived(
        lambda row: None if row.found is None else row.found.precision,
        "How often decisions that reach the threshold were right, on reviews that were held out.",
    )
    expected_coverage: float | None = strawberry.field(
        resolver=_expected_coverage,
        description="The share of the newest 1,000 decisions of machines that reach the threshold "
        "in force; null before the first.",
    )
    found_at: datetime | None = column("When the threshold for the target was found.")


@strawberry.type(description="What admins have set for triage. Admins only.")
class TriageSettings:
    fields: list[TriageFieldSettings] = strawberry.field(
        description="One for each field.", metadata={"list_size": len(TriageField)}
    )
    new_versions_serve: bool = column(
        "Whether a new version of the model serves by itself; false after an admin has gone back "
        "to an older one, or to none."
    )
    minutes_saved_per_ticket: float = column(
        "What triage is taken to save; the statistics multiply it, and call it an estimate."
    )
