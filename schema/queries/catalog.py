"""Categories, skills, tags and triage rules."""

from typing import Any

import strawberry

from domain import lists, models
from domain.policy import require_admin, require_known, require_staff
from schema.arguments import After, Before, Filter, First, Last, OrderBy
from schema.connections import Connection
from schema.context import Info
from schema.inputs.catalog_filter import (
    CategoryFilter,
    SkillFilter,
    TagFilter,
    TriageRuleFilter,
)
from schema.inputs.orders import CatalogOrder, TriageRuleOrder
from schema.paging import load_page
from schema.types.catalog import Category, Skill, Tag
from schema.types.triage_rule import TriageRule


async def _categories(
    info: Info,
    filter: Filter[CategoryFilter] = None,
    order_by: OrderBy[CatalogOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_known(actor)
    rows = models.Category.all()
    return await load_page(
        rows, lists.CATEGORIES, actor, filter, order_by, first, after, last, before
    )


async def _skills(
    info: Info,
    filter: Filter[SkillFilter] = None,
    order_by: OrderBy[CatalogOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_staff(actor)
    rows = models.Skill.all()
    return await load_page(rows, lists.SKILLS, actor, filter, order_by, first, after, last, before)


async def _tags(
    info: Info,
    filter: Filter[TagFilter] = None,
    order_by: OrderBy[CatalogOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_staff(actor)
    rows = models.Tag.all()
    return await load_page(rows, lists.TAGS, actor, filter, order_by, first, after, last, before)


async def _triage_rules(
    info: Info,
    filter: Filter[TriageRuleFilter] = None,
    order_by: OrderBy[TriageRuleOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_admin(actor)
    rows = models.TriageRule.all()
    return await load_page(
        rows, lists.TRIAGE_RULES, actor, filter, order_by, first, after, last, before
    )


categories = strawberry.field(
    resolver=_categories,
    name="categories",
    graphql_type=Connection[Category],
    description="The kinds of requests, by name unless sorted otherwise. For everybody signed in.",
)
skills = strawberry.field(
    resolver=_skills,
    name="skills",
    graphql_type=Connection[Skill],
    description="What moderators can do, by name unless sorted otherwise. For staff.",
)
tags = strawberry.field(
    resolver=_tags,
    name="tags",
    graphql_type=Connection[Tag],
    description="The labels of tickets, by name unless sorted otherwise. For staff.",
)
triage_rules = strawberry.field(
    resolver=_triage_rules,
    name="triageRules",
    graphql_type=Connection[TriageRule],
    description="The rules of triage, in their order unless sorted otherwise. For admins.",
)
