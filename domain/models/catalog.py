"""What admins edit: the desk's categories, skills, tags, triage rules and settings."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from domain import limits
from domain.database.fields import IdField, JsonValueField, text_length
from domain.database.table import Table


class Category(Table):
    """A kind of request. Exactly one is the default, and it cannot be deleted."""

    id = IdField(primary_key=True)
    key = fields.CharField(40, unique=True)
    name = fields.CharField(limits.NAME_LENGTH, unique=True)
    description = fields.CharField(limits.DESCRIPTION_LENGTH, default="")
    examples: list[str] = fields.JSONField(default=list)
    is_default = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()

    class Meta:
        table = "category"
        constraints = (
            text_length("category", "name", 1, limits.NAME_LENGTH),
            text_length("category", "key", 1, 40),
        )


class Skill(Table):
    id = IdField(primary_key=True)
    name = fields.CharField(limits.NAME_LENGTH, unique=True)
    description = fields.CharField(limits.DESCRIPTION_LENGTH, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "skill"
        constraints = (text_length("skill", "name", 1, limits.NAME_LENGTH),)


class Tag(Table):
    id = IdField(primary_key=True)
    name = fields.CharField(limits.NAME_LENGTH, unique=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "tag"
        constraints = (text_length("tag", "name", 1, limits.NAME_LENGTH),)


class TriageRule(Table):
    """Conditions on a new ticket and what they decide; rules run in the order of `position`."""

    id = IdField(primary_key=True)
    name = fields.CharField(limits.NAME_LENGTH)
    position = fields.IntField()
    is_enabled = fields.BooleanField(default=True)
    conditions: dict[str, Any] = fields.JSONField()
    results: dict[str, Any] = fields.JSONField()
    confidence = fields.FloatField(default=0.8)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()

    class Meta:
        table = "triage_rule"
        indexes = (Index(fields=("position", "id")),)
        constraints = (text_length("triage_rule", "name", 1, limits.NAME_LENGTH),)


class Setting(Table):
    """A choice of the desk's admins that overrides the process's settings."""

    key = fields.CharField(60, primary_key=True)
    value: Any = JsonValueField()
    updated_at = fields.DatetimeField()

    class Meta:
        table = "setting"
