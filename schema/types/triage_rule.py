"""Triage rules."""

from datetime import datetime

import strawberry

from schema.fields import column
from schema.scalars import JSON


@strawberry.type(description="A rule of triage: what to look for, and what it means. Admins only.")
class TriageRule:
    id: strawberry.ID = column("Its id.")
    name: str = column("What it is called.")
    position: int = column("Its place in the order; a smaller one comes first.")
    is_enabled: bool = column("Whether it is used.")
    conditions: JSON = column(
        "What a ticket must meet: any, all, none, regex, where, requesters, requesterTags, "
        "channels, languages, categories, tags, dueWithinHours, overdue."
    )
    results: JSON = column(
        "What it says: category, priority, urgency, sentiment, language, skills, tags, assignee."
    )
    confidence: float = column("How sure it is, 0 to 1.")
    version: int = column("Counts the changes; for updates that must not overwrite others'.")
    created_at: datetime = column("When it was made.")
