"""Categories, skills, tags and triage rules."""

from domain import lists
from domain.policy import require_admin, require_known, require_staff
from schema.inputs.catalog_filter import (
    CategoryFilter,
    SkillFilter,
    TagFilter,
    TriageRuleFilter,
)
from schema.inputs.orders import CatalogOrder, TriageRuleOrder
from schema.queries.listing import list_field
from schema.types.catalog import Category, Skill, Tag
from schema.types.triage_rule import TriageRule

categories = list_field(
    "categories",
    Category,
    lists.CATEGORIES,
    require=require_known,
    filter=CategoryFilter,
    order_by=CatalogOrder,
    description="The kinds of requests, by name unless sorted otherwise. For everybody signed in.",
)
skills = list_field(
    "skills",
    Skill,
    lists.SKILLS,
    require=require_staff,
    filter=SkillFilter,
    order_by=CatalogOrder,
    description="What moderators can do, by name unless sorted otherwise. For staff.",
)
tags = list_field(
    "tags",
    Tag,
    lists.TAGS,
    require=require_staff,
    filter=TagFilter,
    order_by=CatalogOrder,
    description="The labels of tickets, by name unless sorted otherwise. For staff.",
)
triage_rules = list_field(
    "triageRules",
    TriageRule,
    lists.TRIAGE_RULES,
    require=require_admin,
    filter=TriageRuleFilter,
    order_by=TriageRuleOrder,
    description="The rules of triage, in their order unless sorted otherwise. For admins.",
)
