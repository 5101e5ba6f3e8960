"""What admins do with categories, skills and tags."""

from typing import Any

import strawberry

from domain import catalog
from schema.arguments import Input
from schema.context import Info
from schema.inputs.catalog import (
    CategoryCreateInput,
    CategoryDeleteInput,
    CategoryUpdateInput,
    SkillCreateInput,
    SkillDeleteInput,
    SkillUpdateInput,
    TagCreateInput,
    TagDeleteInput,
    TagUpdateInput,
)
from schema.inputs.given import given
from schema.payloads import UserError, attempt
from schema.types.catalog import Category, Skill, Tag


@strawberry.type(description="The category, or why not.")
class CategoryPayload:
    category: Category | None = strawberry.field(
        description="The category; after deleting as it was."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The skill, or why not.")
class SkillPayload:
    skill: Skill | None = strawberry.field(description="The skill; after deleting as it was.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The tag, or why not.")
class TagPayload:
    tag: Tag | None = strawberry.field(description="The tag; after deleting as it was.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(description="Add a category. For admins. Emits CATALOG_CHANGED.")
async def category_create(info: Info, input: Input[CategoryCreateInput]) -> CategoryPayload:
    work = info.context.transact(
        catalog.create_category, input.name, input.description, input.examples
    )
    return await attempt(CategoryPayload, "category", work)


@strawberry.mutation(description="Change a category. For admins. Emits CATALOG_CHANGED.")
async def category_update(info: Info, input: Input[CategoryUpdateInput]) -> CategoryPayload:
    async def work() -> Any:
        return await info.context.transact(catalog.update_category, input.id, input.to_domain())

    return await attempt(CategoryPayload, "category", work())


@strawberry.mutation(
    description="Delete a category; its tickets move to another. For admins. Emits "
    "CATALOG_CHANGED, and TICKET_UPDATED for each ticket."
)
async def category_delete(info: Info, input: Input[CategoryDeleteInput]) -> CategoryPayload:
    work = info.context.run(catalog.retire_category, input.id, input.move_to_id)
    return await attempt(CategoryPayload, "category", work)


@strawberry.mutation(description="Add a skill. For admins. Emits CATALOG_CHANGED.")
async def skill_create(info: Info, input: Input[SkillCreateInput]) -> SkillPayload:
    work = info.context.transact(catalog.create_skill, input.name, input.description)
    return await attempt(SkillPayload, "skill", work)


@strawberry.mutation(description="Change a skill. For admins. Emits CATALOG_CHANGED.")
async def skill_update(info: Info, input: Input[SkillUpdateInput]) -> SkillPayload:
    async def work() -> Any:
        name, description = (
            given(input.name, "name"),
            given(input.description, "description"),
        )
        return await info.context.transact(catalog.update_skill, input.id, name, description)

    return await attempt(SkillPayload, "skill", work())


@strawberry.mutation(
    description="Delete a skill; people and tickets have another one instead, or nothing. For "
    "admins. Emits CATALOG_CHANGED."
)
async def skill_delete(info: Info, input: Input[SkillDeleteInput]) -> SkillPayload:
    work = info.context.transact(catalog.delete_skill, input.id, input.move_to_id)
    return await attempt(SkillPayload, "skill", work)


@strawberry.mutation(description="Add a tag. For admins. Emits CATALOG_CHANGED.")
async def tag_create(info: Info, input: Input[TagCreateInput]) -> TagPayload:
    work = info.context.transact(catalog.create_tag, input.name)
    return await attempt(TagPayload, "tag", work)


@strawberry.mutation(description="Rename a tag. For admins. Emits CATALOG_CHANGED.")
async def tag_update(info: Info, input: Input[TagUpdateInput]) -> TagPayload:
    work = info.context.transact(catalog.rename_tag, input.id, input.name)
    return await attempt(TagPayload, "tag", work)


@strawberry.mutation(
    description="Delete a tag; its tickets have another one instead, or nothing. For admins. "
    "Emits CATALOG_CHANGED."
)
async def tag_delete(info: Info, input: Input[TagDeleteInput]) -> TagPayload:
    work = info.context.transact(catalog.delete_tag, input.id, input.move_to_id)
    return await attempt(TagPayload, "tag", work)
