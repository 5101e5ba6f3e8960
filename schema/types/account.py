"""Sign-ins and keys of machines."""

from datetime import datetime
from typing import Any

import strawberry

from domain.vocabulary import Scope
from schema.context import Info
from schema.fields import column, relation
from schema.types.user import User


def _is_current(root: Any, info: Info) -> bool:
    return bool(root.id == info.context.actor.session_id)


@strawberry.type(description="A place where somebody is signed in.")
class Session:
    id: strawberry.ID = column("Its id.")
    user: User = relation("users", "user_id", "Who is signed in.")
    user_agent: str = column("What the program called itself when it signed in.")
    address: str = column("From where it signed in.")
    created_at: datetime = column("When it signed in.")
    last_used_at: datetime = column("When it last took a new token.", source="rotated_at")
    expires_at: datetime = column("When it ends, unless it is used before.")
    is_current: bool = strawberry.field(
        resolver=_is_current, description="Whether this very request came from it."
    )


@strawberry.type(description="A machine's key. The key itself is shown only when it is made.")
class ApiToken:
    id: strawberry.ID = column("Its id.")
    user: User = relation("users", "user_id", "Whose it is.")
    name: str = column("What it is for.")
    hint: str = column("The last characters of the key.")
    scopes: list[Scope] = column("What it may do, within its owner's rights.")
    created_at: datetime = column("When it was made.")
    expires_at: datetime | None = column("When it ends; null for never.")
    last_used_at: datetime | None = column("When it was last used, to the minute.")
    revoked_at: datetime | None = column("When it was revoked.")
