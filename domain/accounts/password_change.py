"""New passwords: by the old one, or by a link in a mail."""

from domain.accounts.addresses import clean_email
from domain.accounts.one_time_tokens import (
    find_token_owner,
    make_one_time_token,
    use_one_time_token,
)
from domain.accounts.people import lock_user, require_session, save_user
from domain.accounts.services import AccountServices, Client, count_attempt, forgive_attempt
from domain.accounts.sessions import end_sessions
from domain.accounts.sign_in import account_key, invalid_credentials
from domain.actors import ANONYMOUS, Actor
from domain.errors import DomainError, ErrorCode
from domain.events import Change
from domain.mails import queue_account_mail
from domain.models import User
from domain.passwords import check_new_password
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import MailKind, OneTimePurpose


async def change_password(services: AccountServices, actor: Actor, current: str, new: str) -> User:
    """Set a new password and end all other sessions; raises INVALID_CREDENTIALS."""
    user = await User.get(id=require_session(actor))
    stored, email = user.password_hash or "", user.email or ""
    check_new_password(new, email=email, name=user.name, field="newPassword")
    await check_current_password(services, user, current)
    hashed = await services.passwords.hash(new)
    return await transact(_change, actor, user.id, stored, hashed)


async def check_current_password(services: AccountServices, user: User, current: str) -> None:
    """Raise INVALID_CREDENTIALS unless it is the user's password; counts like signing in."""
    key = account_key(user.email or "")
    await count_attempt(services, key)
    if not await services.passwords.verify(user.password_hash or "", current):
        raise invalid_credentials("currentPassword")
    await forgive_attempt(services, key)


async def request_password_reset(services: AccountServices, email: str, client: Client) -> None:
    """Mail a link to set a new password, if there is such an account; tells nobody whether."""
    email = clean_email(email, "email")
    await count_attempt(services, f"reset:account:{email}", f"reset:address:{client.address}")
    await transact(_request_reset, ANONYMOUS, email)


async def reset_password(services: AccountServices, token: str, new: str) -> User:
    """Set the password of the token's owner and end all sessions; raises TOKEN_INVALID.

    Whoever has the mail has the address: it counts as confirmed.
    """
    owner_id = await find_token_owner(token, OneTimePurpose.PASSWORD_RESET)
    owner = await User.get_or_none(id=owner_id, deleted_at=None) if owner_id else None
    if owner is None:
        message = "This link has been used, replaced, or has expired: ask for a new one."
        raise DomainError(ErrorCode.TOKEN_INVALID, message, ("input", "token"))
    check_new_password(new, email=owner.email or "", name=owner.name)
    hashed = await services.passwords.hash(new)
    return await transact(_reset, Actor(user_id=owner.id, role=owner.role), token, hashed)


async def _change(uow: UnitOfWork, user_id: str, verified_hash: str, hashed: str) -> User:
    user = await lock_user(uow, user_id)
    if user.password_hash != verified_hash:
        raise invalid_credentials("currentPassword")
    await _set(uow, user, hashed)
    await end_sessions(uow, user.id, keep_id=uow.actor.session_id)
    return user


async def _request_reset(uow: UnitOfWork, email: str) -> None:
    user = await User.get_or_none(email=email, deleted_at=None, using_db=uow.db)
    if user is not None:
        token = await make_one_time_token(uow, user.id, OneTimePurpose.PASSWORD_RESET)
        await queue_account_mail(uow, MailKind.PASSWORD_RESET, user, token)


async def _reset(uow: UnitOfWork, token: str, hashed: str) -> User:
    user_id = await use_one_time_token(uow, token, OneTimePurpose.PASSWORD_RESET)
    user = await lock_user(uow, user_id, "token")
    user.email_confirmed_at = user.email_confirmed_at or uow.now
    await _set(uow, user, hashed)
    await end_sessions(uow, user.id)
    return user


async def _set(uow: UnitOfWork, user: User, hashed: str) -> None:
    user.password_hash = hashed
    await save_user(uow, user, (Change.of("password", None, None),))
