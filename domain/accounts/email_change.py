"""Another address for an account: at once, or after a link in a mail to the new address."""

from domain.accounts.addresses import clean_email
from domain.accounts.one_time_tokens import address_in, make_one_time_token
from domain.accounts.password_change import check_current_password
from domain.accounts.people import lock_user, require_session, save_user
from domain.accounts.services import AccountServices
from domain.actors import Actor
from domain.errors import ConstraintBroken, DomainError, ErrorCode, invalid
from domain.events import Change
from domain.mails import queue_account_mail, queue_address_mail
from domain.models import OneTimeToken, User
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import MailKind, OneTimePurpose


async def change_email(services: AccountServices, actor: Actor, email: str, current: str) -> User:
    """Set one's address; where addresses are confirmed, mail a link there and change nothing yet.

    Then the answer is the same for a free address and for one that has an account, whose owner
    is told. Without confirmation the latter is NOT_UNIQUE. Raises INVALID_CREDENTIALS unless
    `current` is the password.
    """
    user = await User.get(id=require_session(actor))
    email = clean_email(email, "email")
    await check_current_password(services, user, current)
    if services.settings.must_confirm_email:
        return await transact(_ask, actor, user.id, email)
    try:
        return await transact(_change, actor, user.id, email)
    except ConstraintBroken:
        raise _taken("email") from None


async def confirm_new_email(uow: UnitOfWork, user: User, token: str) -> None:
    """Set the address to which the link with this token was mailed; it counts as confirmed."""
    await _set(uow, user, address_in(token), "token")


async def _ask(uow: UnitOfWork, user_id: str, email: str) -> User:
    user = await lock_user(uow, user_id)
    if email == user.email:
        return user
    known = await User.get_or_none(email=email, using_db=uow.db)
    if known is not None:
        await queue_account_mail(uow, MailKind.EMAIL_CONFIRMATION, known, "")
        return user
    purpose = OneTimePurpose.EMAIL_CONFIRMATION
    token = await make_one_time_token(uow, user.id, purpose, address=email)
    await queue_address_mail(uow, user, "email_confirmation", email, token)
    return user


async def _change(uow: UnitOfWork, user_id: str, email: str) -> User:
    user = await lock_user(uow, user_id)
    await _set(uow, user, email, "email")
    return user


async def _set(uow: UnitOfWork, user: User, email: str, field: str) -> None:
    """Whoever had the old address gets no further in by it, and is told there."""
    before = user.email
    if email == before:
        return
    if await User.filter(email=email).using_db(uow.db).exists():
        raise _taken(field)
    user.email, user.email_confirmed_at = email, uow.now
    await save_user(uow, user, (Change.of("email", None, None),))
    links = OneTimeToken.filter(user_id=user.id, purpose=OneTimePurpose.PASSWORD_RESET)
    await links.using_db(uow.db).delete()
    if before:
        await queue_address_mail(uow, user, "email_changed", before)


def _taken(field: str) -> DomainError:
    return invalid("There is an account with this address.", field, code=ErrorCode.NOT_UNIQUE)
