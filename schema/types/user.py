"""People."""

from datetime import datetime

import strawberry

from domain import models
from domain.actors import Actor
from domain.policy import may_see_email, may_see_staff_fields
from domain.vocabulary import MailKind, Role
from schema.fields import column, derived, relation
from schema.types.catalog import UserSkill
from schema.types.node import Node, is_row_of


def _own_or_staff(actor: Actor, user: models.User) -> bool:
    return may_see_staff_fields(actor) or _own(actor, user)


def _own(actor: Actor, user: models.User) -> bool:
    return bool(actor.user_id == user.id)


@strawberry.type(description='A person. A deleted one stays, as "deleted user".')
class User(Node):
    name: str = column("The name shown.")
    role: Role = column("What they may do.")
    email: str | None = column(
        "The address: for staff, and for oneself.", visible=may_see_email, reads=["id"]
    )
    is_available: bool | None = column(
        "Whether they take new tickets. Staff only.", visible_to=may_see_staff_fields
    )
    capacity: int | None = column(
        "How many active tickets they take at once. Staff only.", visible_to=may_see_staff_fields
    )
    open_ticket_count: int | None = relation(
        "open_ticket_counts",
        "id",
        "How many active tickets they have now. Staff only.",
        visible_to=may_see_staff_fields,
    )
    skills: list[UserSkill] | None = relation(
        "skills_of_users",
        "id",
        "What they can do, by name. Staff only.",
        visible_to=may_see_staff_fields,
    )
    tags: list[str] | None = column(
        "Labels that triage rules use. Staff only.", visible_to=may_see_staff_fields
    )
    time_zone: str | None = column(
        "The IANA zone they live in: for staff, and for oneself.",
        visible=_own_or_staff,
        reads=["id"],
    )
    muted_mails: list[MailKind] | None = column(
        "Kinds of mail they have switched off; only for oneself.", visible=_own, reads=["id"]
    )
    is_deleted: bool = derived(
        lambda user: user.deleted_at is not None,
        "Whether the account is gone.",
        reads=["deleted_at"],
    )
    created_at: datetime = column("When they joined.")
    version: int = column("Counts the changes; for updates that must not overwrite others'.")

    is_type_of = is_row_of(models.User)
