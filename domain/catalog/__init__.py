"""What admins edit: categories, skills, tags and triage rules."""

from domain.catalog.categories import (
    CategoryChanges,
    create_category,
    update_category,
)
from domain.catalog.category_delete import delete_category, retire_category
from domain.catalog.defaults import ensure_defaults
from domain.catalog.skills import create_skill, delete_skill, update_skill
from domain.catalog.tags import create_tag, delete_tag, rename_tag
from domain.catalog.triage_rules import (
    TriageRuleChanges,
    create_triage_rule,
    delete_triage_rule,
    reorder_triage_rules,
    update_triage_rule,
)

__all__ = [
    "CategoryChanges",
    "TriageRuleChanges",
    "create_category",
    "create_skill",
    "create_tag",
    "create_triage_rule",
    "delete_category",
    "delete_skill",
    "delete_tag",
    "delete_triage_rule",
    "ensure_defaults",
    "rename_tag",
    "reorder_triage_rules",
    "retire_category",
    "update_category",
    "update_skill",
    "update_triage_rule",
]
