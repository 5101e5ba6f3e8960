"""What people set for themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.accounts.people import lock_user, save_user
from domain.errors import invalid
from domain.events import Change
from domain.models import User
from domain.names import clean_name
from domain.policy import require_known
from domain.text import check_time_zone
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType
from domain.vocabulary import UNSWITCHABLE_MAILS, MailKind


@dataclass(frozen=True, slots=True)
class ProfileChanges:
    name: str | UnsetType = UNSET
    muted_mails: Iterable[MailKind] | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET


async def update_profile(uow: UnitOfWork, changes: ProfileChanges) -> User:
    """Change one's own name, mail switches and time zone."""
    user = await lock_user(uow, require_known(uow.actor))
    before = (user.name, user.muted_mails, user.time_zone)
    if changes.name is not UNSET:
        user.name = clean_name(changes.name, "name")
    if changes.muted_mails is not UNSET:
        user.muted_mails = _check_muted(changes.muted_mails)
    if changes.time_zone is not UNSET:
        user.time_zone = check_time_zone(changes.time_zone, "timeZone")
    after = (user.name, user.muted_mails, user.time_zone)
    names = ("name", "mutedMails", "timeZone")
    changed = [Change.of(*row) for row in zip(names, before, after, strict=True)]
    changed = [change for change in changed if change.before != change.after]
    if changed:
        await save_user(uow, user, changed)
    return user


def _check_muted(kinds: Iterable[MailKind]) -> list[str]:
    chosen = set(kinds)
    if chosen & UNSWITCHABLE_MAILS:
        raise invalid("Mails about signing in cannot be switched off.", "mutedMails")
    return sorted(kind.value for kind in chosen)
