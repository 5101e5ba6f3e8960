"""Inputs about categories, skills, tags and triage rules."""

import strawberry

from domain.catalog import CategoryChanges, TriageRuleChanges
from domain.unset import UNSET
from schema.inputs.given import given
from schema.scalars import JSON

_CONDITIONS = (
    "What a ticket must meet: an object with any, all, none (words), regex (RE2 patterns), where "
    "(text or title), requesters (ids, addresses, @domains), requesterTags, channels, languages, "
    "categories, tags, dueWithinHours, overdue. All that are given must hold."
)
_RESULTS = (
    "What the rule says: an object with category (its key), priority, urgency, sentiment, "
    "language, skills, tags, assignee (whom to ask first)."
)


@strawberry.input(description="A new category.")
class CategoryCreateInput:
    name: str = strawberry.field(description="1 to 100 characters; unique in any case.")
    description: str = strawberry.field(default="", description="What belongs in it.")
    examples: list[str] = strawberry.field(
        default_factory=list, description="Up to 20 typical requests, for rules and models."
    )


@strawberry.input(description="What to change about a category; what is left out stays.")
class CategoryUpdateInput:
    id: strawberry.ID = strawberry.field(description="The category.")
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="Another name; the key stays."
    )
    description: str | None = strawberry.field(
        default=strawberry.UNSET, description="What belongs in it."
    )
    examples: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="All its examples."
    )
    is_default: bool | None = strawberry.field(
        default=strawberry.UNSET, description="True makes it the default instead of another."
    )

    def to_domain(self) -> CategoryChanges:
        examples = given(self.examples, "examples")
        return CategoryChanges(
            name=given(self.name, "name"),
            description=given(self.description, "description"),
            examples=UNSET if examples is UNSET else tuple(examples),
            is_default=given(self.is_default, "isDefault"),
        )


@strawberry.input(description="A category to delete.")
class CategoryDeleteInput:
    id: strawberry.ID = strawberry.field(description="The category.")
    move_to_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where its tickets move; needed if it has any."
    )


@strawberry.input(description="A new skill.")
class SkillCreateInput:
    name: str = strawberry.field(description="1 to 100 characters; unique in any case.")
    description: str = strawberry.field(default="", description="What it means.")


@strawberry.input(description="What to change about a skill; what is left out stays.")
class SkillUpdateInput:
    id: strawberry.ID = strawberry.field(description="The skill.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Another name.")
    description: str | None = strawberry.field(
        default=strawberry.UNSET, description="What it means."
    )


@strawberry.input(description="A skill to delete.")
class SkillDeleteInput:
    id: strawberry.ID = strawberry.field(description="The skill.")
    move_to_id: strawberry.ID | None = strawberry.field(
        default=None, description="What people and tickets have instead; null for nothing."
    )


@strawberry.input(description="A new tag.")
class TagCreateInput:
    name: str = strawberry.field(description="1 to 100 characters; unique in any case.")


@strawberry.input(description="Another name for a tag.")
class TagUpdateInput:
    id: strawberry.ID = strawberry.field(description="The tag.")
    name: str = strawberry.field(description="1 to 100 characters; unique in any case.")


@strawberry.input(description="A tag to delete.")
class TagDeleteInput:
    id: strawberry.ID = strawberry.field(description="The tag.")
    move_to_id: strawberry.ID | None = strawberry.field(
        default=None, description="What its tickets have instead; null for nothing."
    )


@strawberry.input(description="A new rule of triage.")
class TriageRuleCreateInput:
    name: str = strawberry.field(description="1 to 100 characters.")
    conditions: JSON = strawberry.field(description=_CONDITIONS)
    results: JSON = strawberry.field(description=_RESULTS)
    confidence: float = strawberry.field(default=0.8, description="How sure it is, 0 to 1.")
    is_enabled: bool = strawberry.field(default=True, description="Whether it is used.")


@strawberry.input(description="What to change about a rule; what is left out stays.")
class TriageRuleUpdateInput:
    id: strawberry.ID = strawberry.field(description="The rule.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Another name.")
    conditions: JSON | None = strawberry.field(default=strawberry.UNSET, description=_CONDITIONS)
    results: JSON | None = strawberry.field(default=strawberry.UNSET, description=_RESULTS)
    confidence: float | None = strawberry.field(
        default=strawberry.UNSET, description="How sure it is, 0 to 1."
    )
    is_enabled: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is used."
    )
    version: int | None = strawberry.field(
        default=None, description="The version that this change is based on."
    )

    def to_domain(self) -> TriageRuleChanges:
        return TriageRuleChanges(
            name=given(self.name, "name"),
            conditions=given(self.conditions, "conditions"),
            results=given(self.results, "results"),
            confidence=given(self.confidence, "confidence"),
            is_enabled=given(self.is_enabled, "isEnabled"),
        )


@strawberry.input(description="A rule to try.")
class TriageRuleDryRunInput:
    conditions: JSON = strawberry.field(description=_CONDITIONS)
    results: JSON = strawberry.field(description=_RESULTS)
    confidence: float = strawberry.field(default=0.8, description="How sure it is, 0 to 1.")
    rule_id: strawberry.ID | None = strawberry.field(
        default=None, description="The saved rule that it is to replace, to see the difference."
    )


@strawberry.input(description="A rule to delete.")
class TriageRuleDeleteInput:
    id: strawberry.ID = strawberry.field(description="The rule.")


@strawberry.input(description="The order in which rules run.")
class TriageRuleReorderInput:
    ids: list[strawberry.ID] = strawberry.field(description="All rules, each once.")
