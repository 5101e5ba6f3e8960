"""What a rule would have done."""

from typing import Any

import strawberry

from domain.paging import window_of
from domain.vocabulary import DecidedBy, TriageField
from schema.arguments import First
from schema.context import Info
from schema.fields import column
from schema.payloads import UserError
from schema.scalars import JSON
from schema.types.ticket import Ticket
from schema.types.user import User


@strawberry.type(description="What a rule would do to one field of one ticket.")
class TriageRuleEffect:
    field: TriageField = column("Which field.")
    before: JSON | None = column("What stands in the ticket; null for nothing.")
    decided_by: DecidedBy = column("Who decided what stands.")
    after: JSON | None = column("What the rule says.")
    confidence: float = column("How sure the rule is of it.")
    applied: bool = column(
        "Whether it would stand then; else it is a suggestion.", source="is_applied"
    )
    changes: bool = column("Whether it would be applied and differs.", source="is_changing")


async def _assignee(root: Any, info: Info) -> Any:
    return await info.context.loaders.users.load(root.assignee_id) if root.assignee_id else None


@strawberry.type(description="A ticket that a rule matches.")
class TriageRuleMatch:
    ticket: Ticket = column("The ticket as it is now.")
    evidence: list[str] = column("The words and facts that match.")
    effects: list[TriageRuleEffect] = strawberry.field(
        description="What it would do, for each field it speaks of.",
        metadata={"list_size": len(TriageField)},
    )
    assignee: User | None = strawberry.field(
        resolver=_assignee, description="Whom it would ask first."
    )
    matched_before: bool | None = column(
        "Whether the saved rule matches it too; null where none was named."
    )


@strawberry.type(description="What a rule would do to one field, counted.")
class TriageRuleFieldCount:
    field: TriageField = strawberry.field(description="Which field.")
    applied: int = strawberry.field(description="Tickets in which it would stand then.")
    suggested: int = strawberry.field(description="Tickets for which it would be a suggestion.")
    changed: int = strawberry.field(description="Tickets in which something else stands now.")


def _by_field(root: Any) -> list[TriageRuleFieldCount]:
    return [
        TriageRuleFieldCount(
            field=field,
            applied=root.applied[field],
            suggested=root.suggested[field],
            changed=root.changed[field],
        )
        for field in TriageField
        if root.applied[field] or root.suggested[field]
    ]


def _matches(root: Any, first: First = None) -> Any:
    return root.matches[: window_of(first).size]


@strawberry.type(description="What a rule would have done to the newest tickets. Admins only.")
class TriageRuleDryRun:
    examined: int = column("How many tickets were looked at.")
    matched: int = column("How many of them the rule matches.")
    changing: int = column("In how many it would change something.")
    no_longer_matched: int = column("How many the saved rule matches and this one does not.")
    is_complete: bool = column("False when the time was over before all were looked at.")
    duration_ms: int = column("How long it took, in milliseconds.")
    fields: list[TriageRuleFieldCount] = strawberry.field(
        resolver=_by_field,
        description="The same, counted for each field.",
        metadata={"list_size": len(TriageField)},
    )
    matches: list[TriageRuleMatch] = strawberry.field(
        resolver=_matches, description="The newest tickets that match."
    )


@strawberry.type(description="What the rule would have done, or why it is no rule.")
class TriageRuleDryRunPayload:
    dry_run: TriageRuleDryRun | None = strawberry.field(description="What it would have done.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")
