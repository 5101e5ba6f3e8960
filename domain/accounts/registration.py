"""Signing up, with or without confirming the address."""

from domain.accounts.addresses import clean_email
from domain.accounts.email_change import confirm_new_email
from domain.accounts.one_time_tokens import address_in, make_one_time_token, use_one_time_token
from domain.accounts.people import create_user, lock_user, save_user
from domain.accounts.services import AccountServices, Client, SignIn, count_attempt
from domain.accounts.sign_in import begin_session
from domain.actors import ANONYMOUS
from domain.errors import ConstraintBroken, ErrorCode, invalid
from domain.events import Change
from domain.mails import queue_account_mail
from domain.models import User
from domain.names import clean_name
from domain.passwords import check_new_password
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import MailKind, OneTimePurpose

SIGN_UPS_PER_ADDRESS = 100


async def register(
    services: AccountServices, name: str, email: str, password: str, client: Client
) -> SignIn | None:
    """Make an account; signs in at once, or gives None where the address must be confirmed.

    Then the answer, and the time it takes, is the same for a new and for a known address:
    what it really was is told in the mail. Without confirmation a known address is
    NOT_UNIQUE.
    """
    name = clean_name(name, "name")
    email = clean_email(email, "email")
    check_new_password(password, email=email, name=name)
    await count_attempt(services, f"register:address:{client.address}", limit=SIGN_UPS_PER_ADDRESS)
    if services.settings.must_confirm_email:
        await _register_quietly(services, name, email, password)
        return None
    return await _register_openly(services, name, email, password, client)


async def confirm_email(uow: UnitOfWork, token: str) -> User:
    """Believe that an address belongs to its account; raises TOKEN_INVALID.

    A link that was mailed to another address than the account's makes that one its address.
    An account that several people have claimed has no password: its address gets a link
    to set one.
    """
    user_id = await use_one_time_token(uow, token, OneTimePurpose.EMAIL_CONFIRMATION)
    user = await lock_user(uow, user_id, "token")
    if address_in(token):
        await confirm_new_email(uow, user, token)
        return user
    if user.email_confirmed_at is None:
        user.email_confirmed_at = uow.now
        await save_user(uow, user, (Change.of("emailConfirmedAt", None, uow.now),))
    if user.password_hash is None:
        reset = await make_one_time_token(uow, user.id, OneTimePurpose.PASSWORD_RESET)
        await queue_account_mail(uow, MailKind.PASSWORD_RESET, user, reset)
    return user


async def _register_openly(
    services: AccountServices, name: str, email: str, password: str, client: Client
) -> SignIn:
    taken = invalid("There is an account with this address.", "email", code=ErrorCode.NOT_UNIQUE)
    if await User.exists(email=email):
        raise taken
    hashed = await services.passwords.hash(password)
    try:
        user = await transact(create_user, ANONYMOUS, name=name, email=email, password_hash=hashed)
    except ConstraintBroken:
        raise taken from None
    return await begin_session(services, user, hashed, client)


async def _register_quietly(
    services: AccountServices, name: str, email: str, password: str
) -> None:
    await count_attempt(services, f"register:account:{email}")
    known = await User.get_or_none(email=email)
    known_hash = (known.password_hash if known else None) or ""
    is_same = await services.passwords.verify(known_hash, password)
    hashed = await services.passwords.hash(password)
    if known is None:
        try:
            await transact(_invite, ANONYMOUS, name, email, hashed)
            return
        except ConstraintBroken:
            is_same = False
    await transact(_remind, ANONYMOUS, email, is_same)


async def _invite(uow: UnitOfWork, name: str, email: str, hashed: str) -> None:
    user = await create_user(uow, name=name, email=email, password_hash=hashed, is_confirmed=False)
    await _mail_confirmation(uow, user)


async def _remind(uow: UnitOfWork, email: str, is_same_password: bool) -> None:
    """Somebody signs up with a known address.

    An unconfirmed account loses its password when a second one is given for it, or else
    whoever came first could wait until the owner of the address confirms it for him.
    """
    found = User.filter(email=email, deleted_at=None).using_db(uow.db)
    user = await found.select_for_update(no_key=True).get_or_none()
    if user is None:
        return
    if user.email_confirmed_at is not None:
        await queue_account_mail(uow, MailKind.EMAIL_CONFIRMATION, user, "")
        return
    if not is_same_password and user.password_hash is not None:
        user.password_hash, user.updated_at = None, uow.now
        await user.save(using_db=uow.db)
    await _mail_confirmation(uow, user)


async def _mail_confirmation(uow: UnitOfWork, user: User) -> None:
    token = await make_one_time_token(uow, user.id, OneTimePurpose.EMAIL_CONFIRMATION)
    await queue_account_mail(uow, MailKind.EMAIL_CONFIRMATION, user, token)
