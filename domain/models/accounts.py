"""People, what they can do, and how they prove who they are."""

from tortoise import fields
from tortoise.indexes import Index

from domain import limits
from domain.database.fields import IdField, enum_field, in_range, one_of, text_length
from domain.database.table import Table
from domain.models.catalog import Skill
from domain.vocabulary import OneTimePurpose, Role


class User(Table):
    """A deleted user's row stays, named "deleted user", so that tickets keep their people."""

    id = IdField(primary_key=True)
    email = fields.CharField(limits.EMAIL_LENGTH, null=True, unique=True)
    name = fields.CharField(limits.NAME_LENGTH)
    role = enum_field(Role, default=Role.USER)
    password_hash = fields.CharField(200, null=True)
    email_confirmed_at = fields.DatetimeField(null=True)
    is_available = fields.BooleanField(default=True)
    capacity = fields.IntField(default=10)
    time_zone = fields.CharField(limits.TIME_ZONE_LENGTH, default="UTC")
    muted_mails: list[str] = fields.JSONField(default=list)
    tags: list[str] = fields.JSONField(default=list)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    deleted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "users"
        indexes = (
            Index(fields=("role", "id")),
            Index(fields=("created_at", "id")),
            Index(fields=("name", "id")),
        )
        constraints = (
            one_of("users", "role", Role),
            text_length("users", "name", 1, limits.NAME_LENGTH),
            text_length("users", "email", 3, limits.EMAIL_LENGTH),
            in_range("users", "capacity", 0, limits.MAX_CAPACITY),
        )


class UserSkill(Table):
    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="skills", on_delete=fields.CASCADE
    )
    skill: fields.ForeignKeyRelation[Skill] = fields.ForeignKeyField(
        "domain.Skill", related_name="holders", on_delete=fields.CASCADE
    )
    level = fields.SmallIntField(default=3)

    user_id: str
    skill_id: str

    class Meta:
        table = "user_skill"
        unique_together = (("user", "skill"),)
        indexes = (Index(fields=("skill_id",)),)
        constraints = (in_range("user_skill", "level", 1, limits.MAX_SKILL_LEVEL),)


class Session(Table):
    """One sign-in. Its refresh token is derived from the row, so nothing secret is stored.

    `generation` counts rotations: an older generation shown again is a stolen token.
    """

    id = IdField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="sessions", on_delete=fields.CASCADE
    )
    generation = fields.IntField(default=0)
    rotated_at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    user_agent = fields.CharField(300, default="")
    address = fields.CharField(64, default="")

    user_id: str

    class Meta:
        table = "session"
        indexes = (Index(fields=("user_id", "id")), Index(fields=("expires_at",)))
        constraints = (in_range("session", "generation", 0, 2_147_483_647),)


class ApiToken(Table):
    """A machine's key; only its SHA-256 is stored, the key itself is shown once."""

    id = IdField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="api_tokens", on_delete=fields.CASCADE
    )
    name = fields.CharField(limits.NAME_LENGTH)
    token_hash = fields.CharField(64, unique=True)
    hint = fields.CharField(12)
    scopes: list[str] = fields.JSONField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    user_id: str

    class Meta:
        table = "api_token"
        indexes = (Index(fields=("user_id", "id")),)
        constraints = (text_length("api_token", "name", 1, limits.NAME_LENGTH),)


class OneTimeToken(Table):
    """A link sent by mail: to set a new password or to confirm an address."""

    id = IdField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "domain.User", related_name="one_time_tokens", on_delete=fields.CASCADE
    )
    purpose = enum_field(OneTimePurpose)
    token_hash = fields.CharField(64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    user_id: str

    class Meta:
        table = "one_time_token"
        indexes = (Index(fields=("user_id",)),)
        constraints = (one_of("one_time_token", "purpose", OneTimePurpose),)
