"""Accounts that an admin makes for others."""

from datetime import timedelta
from typing import Final

from domain.accounts.addresses import clean_email
from domain.accounts.one_time_tokens import make_one_time_token
from domain.accounts.people import create_user
from domain.actors import Actor
from domain.errors import ConstraintBroken, ErrorCode, invalid
from domain.mails import queue_account_mail
from domain.models import User
from domain.names import clean_name
from domain.policy import require_admin
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import MailKind, OneTimePurpose, Role

INVITATION_LIFETIME: Final = timedelta(days=7)


async def invite_user(actor: Actor, name: str, email: str, role: Role = Role.USER) -> User:
    """As an admin make an account without a password, and mail a link to set one.

    Runs its own transaction. Setting the password confirms the address. Raises NOT_UNIQUE
    for an address that has an account.
    """
    require_admin(actor)
    name, email = clean_name(name, "name"), clean_email(email, "email")
    taken = invalid("There is an account with this address.", "email", code=ErrorCode.NOT_UNIQUE)
    if await User.exists(email=email):
        raise taken
    try:
        return await transact(_invite, actor, name, email, role)
    except ConstraintBroken:
        raise taken from None


async def _invite(uow: UnitOfWork, name: str, email: str, role: Role) -> User:
    require_admin(uow.actor)
    user = await create_user(
        uow, name=name, email=email, password_hash=None, role=role, is_confirmed=False
    )
    token = await make_one_time_token(
        uow, user.id, OneTimePurpose.PASSWORD_RESET, lifetime=INVITATION_LIFETIME
    )
    await queue_account_mail(uow, MailKind.INVITATION, user, token)
    return user
