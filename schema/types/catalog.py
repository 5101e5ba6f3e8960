"""Categories, skills and tags."""

from datetime import datetime

import strawberry

from domain import models
from domain.policy import may_see_staff_fields
from schema.fields import column, relation
from schema.types.node import Node, is_row_of


@strawberry.type(description="A kind of request, edited by admins.")
class Category(Node):
    key: str = column("A short name for programs; never changes.")
    name: str = column("The name people see.")
    description: str = column("What belongs in it.")
    examples: list[str] | None = column(
        "Typical requests; rules and models use them. Staff only.", visible_to=may_see_staff_fields
    )
    is_default: bool = column("Whether a ticket has it until something better is known.")
    created_at: datetime = column("When it was made.")

    is_type_of = is_row_of(models.Category)


@strawberry.type(description="Something a moderator can do and a ticket may need.")
class Skill(Node):
    name: str = column("Its name.")
    description: str = column("What it means.")
    created_at: datetime = column("When it was made.")

    is_type_of = is_row_of(models.Skill)


@strawberry.type(description="A free label on tickets.")
class Tag(Node):
    name: str = column("Its name.")
    created_at: datetime = column("When it was made.")

    is_type_of = is_row_of(models.Tag)


@strawberry.type(description="A skill that somebody has.")
class UserSkill:
    skill: Skill = relation("skills", "skill_id", "The skill.")
    level: int = column("How well, 1 to 5.")


@strawberry.type(description="A skill that a ticket needs.")
class TicketSkill:
    skill: Skill = relation("skills", "skill_id", "The skill.")
    is_suggested: bool = column("Whether only triage says so, so far.")
