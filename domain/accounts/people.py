"""The rows of people: made, locked for a change, and saved with its event."""

from collections.abc import Collection, Iterable
from typing import Final

from domain.actors import Actor
from domain.errors import DomainError, ErrorCode, forbidden, invalid, not_found
from domain.events import Change, NewEvent
from domain.ids import new_id
from domain.models import Event, User
from domain.policy import require_known
from domain.text import check_id
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, Role, SubjectType

USER_UPDATED: Final = EventKind.USER_UPDATED


async def create_user(
    uow: UnitOfWork,
    *,
    name: str,
    email: str | None,
    password_hash: str | None,
    role: Role = Role.USER,
    is_confirmed: bool = True,
) -> User:
    """Write a person's row and its event; name and address must be clean already.

    For sign-up, the CLI and the demo: asks no policy. An address that is taken breaks the
    database's unique constraint (ConstraintBroken, at the end of the transaction).
    """
    user = await User.create(
        id=new_id("usr"),
        name=name,
        email=email,
        role=role,
        password_hash=password_hash,
        email_confirmed_at=uow.now if is_confirmed else None,
        created_at=uow.now,
        updated_at=uow.now,
        using_db=uow.db,
    )
    uow.record(NewEvent(EventKind.USER_CREATED, SubjectType.USER, user.id))
    return user


async def save_user(
    uow: UnitOfWork, user: User, changes: Iterable[Change], kind: EventKind = USER_UPDATED
) -> str:
    """Write a changed row and its event; returns the event's id."""
    user.version += 1
    user.updated_at = uow.now
    await user.save(using_db=uow.db)
    return uow.record(
        NewEvent(
            kind,
            SubjectType.USER,
            user.id,
            changes=tuple(changes),
            data={"version": user.version},
        )
    )


async def check_user_version(
    uow: UnitOfWork, user: User, version: int | None, fields: Collection[str]
) -> None:
    """Raise CONFLICT if one of `fields` (as in events) was changed after `version`.

    What is older than the event log counts as changed.
    """
    if version is None or version == user.version:
        return
    newer = user.version - version
    events = Event.filter(subject_id=user.id, kind=USER_UPDATED).using_db(uow.db)
    since = [
        event
        for event in await events.order_by("-position").limit(max(newer, 1))
        if event.data.get("version", 0) > version
    ]
    touched = {change["field"] for event in since for change in event.changes}
    if newer < 0 or len(since) < newer or touched & set(fields):
        raise DomainError(
            ErrorCode.CONFLICT,
            "The user was changed meanwhile.",
            ("input", "version"),
            current=user,
        )


async def lock_user(uow: UnitOfWork, user_id: str, *path: str) -> User:
    """The row of a person who is not deleted, until the end of the transaction."""
    path = path or ("id",)
    rows = User.filter(id=check_id(user_id, "user", *path), deleted_at=None).using_db(uow.db)
    user = await rows.select_for_update(no_key=True).get_or_none()
    if user is None:
        raise not_found("user", *path)
    return user


async def lock_admins(uow: UnitOfWork) -> frozenset[str]:
    """The ids of all admins. Whoever may take one away locks them before anybody else's row."""
    rows = User.filter(role=Role.ADMIN, deleted_at=None).using_db(uow.db).order_by("id")
    return frozenset(admin.id for admin in await rows.select_for_update(no_key=True))


def refuse_last_admin(admin_ids: frozenset[str], user_id: str, *path: str) -> None:
    if admin_ids == {user_id}:
        raise invalid("The last admin must stay one: make somebody else an admin first.", *path)


def require_session(actor: Actor) -> str:
    """The actor's user id. A leaked API token must not be able to take over its account."""
    user_id = require_known(actor)
    if actor.session_id is None:
        raise forbidden("Sign in for this: an API token may not do it.")
    return user_id
