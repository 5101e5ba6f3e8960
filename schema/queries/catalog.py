"""Categories, skills, tags and triage rules."""

from typing import Any

import strawberry

from domain import models
from domain.policy import require_admin, require_known, require_staff
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.context import Info
from schema.paging import load_page
from schema.types.catalog import Category, Skill, Tag
from schema.types.triage_rule import TriageRule


async def _categories(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_known(info.context.actor)
    rows = models.Category.all()
    return await load_page(rows, "name", first, after, last, before, is_unique=True)


async def _skills(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_staff(info.context.actor)
    rows = models.Skill.all()
    return await load_page(rows, "name", first, after, last, before, is_unique=True)


async def _tags(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_staff(info.context.actor)
    rows = models.Tag.all()
    return await load_page(rows, "name", first, after, last, before, is_unique=True)


async def _triage_rules(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_admin(info.context.actor)
    rows = models.TriageRule.all()
    return await load_page(rows, "position", first, after, last, before)


categories = strawberry.field(
    resolver=_categories,
    name="categories",
    graphql_type=Connection[Category],
    description="The kinds of requests, by name. For everybody signed in.",
)
skills = strawberry.field(
    resolver=_skills,
    name="skills",
    graphql_type=Connection[Skill],
    description="What moderators can do, by name. For staff.",
)
tags = strawberry.field(
    resolver=_tags,
    name="tags",
    graphql_type=Connection[Tag],
    description="The labels of tickets, by name. For staff.",
)
triage_rules = strawberry.field(
    resolver=_triage_rules,
    name="triageRules",
    graphql_type=Connection[TriageRule],
    description="The rules of triage, in their order. For admins.",
)
