"""Deleting people: the row stays, so that tickets keep their history, the person does not."""

from domain.accounts.api_tokens import revoke_api_tokens_of
from domain.accounts.people import lock_admins, lock_user, refuse_last_admin, save_user
from domain.accounts.sessions import end_sessions
from domain.accounts.ticket_release import release_tickets
from domain.models import OneTimeToken, User, UserSkill
from domain.policy import require_admin
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, JobKind, Role

DELETED_NAME = "deleted user"


async def delete_user(uow: UnitOfWork, user_id: str) -> User:
    """As an admin make a person nameless; his own tickets stay, assigned open ones are freed.

    The last admin cannot be deleted.
    """
    require_admin(uow.actor)
    admin_ids = await lock_admins(uow)
    user = await lock_user(uow, user_id)
    refuse_last_admin(admin_ids, user.id, "id")
    await end_sessions(uow, user.id)
    await revoke_api_tokens_of(uow, user.id)
    await OneTimeToken.filter(user_id=user.id).using_db(uow.db).delete()
    await UserSkill.filter(user_id=user.id).using_db(uow.db).delete()
    user.name, user.email, user.password_hash = DELETED_NAME, None, None
    user.role, user.is_available = Role.USER, False
    user.tags, user.muted_mails, user.time_zone = [], [], "UTC"
    user.deleted_at = uow.now
    event_id = await save_user(uow, user, (), EventKind.USER_DELETED)
    await release_tickets(uow, user, event_id)
    uow.enqueue(JobKind.DRAIN_QUEUE, event_id)
    return user
