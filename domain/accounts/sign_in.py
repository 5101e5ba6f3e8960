"""Signing in with address and password."""

from domain.accounts.addresses import fold_email
from domain.accounts.services import (
    AccountServices,
    Client,
    SignIn,
    count_attempt,
    forgive_attempt,
)
from domain.accounts.sessions import sign_in_result, start_session
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode
from domain.models import User
from domain.unit_of_work import transact


async def log_in(services: AccountServices, email: str, password: str, client: Client) -> SignIn:
    """Start a session.

    Raises INVALID_CREDENTIALS without telling whether the account exists (neither by the
    time it takes), EMAIL_NOT_CONFIRMED only to somebody who knows the password, and
    RATE_LIMITED after too many failures for the account or from the address.
    """
    folded = fold_email(email) or ""
    keys = (account_key(folded), f"login:address:{client.address}")
    await count_attempt(services, *keys)
    user = await User.get_or_none(email=folded, deleted_at=None) if folded else None
    stored = (user.password_hash if user else None) or ""
    if not await services.passwords.verify(stored, password) or user is None:
        raise invalid_credentials()
    await forgive_attempt(services, *keys)
    if services.settings.must_confirm_email and user.email_confirmed_at is None:
        message = "Confirm your e-mail address first: follow the link in the mail."
        raise DomainError(ErrorCode.EMAIL_NOT_CONFIRMED, message)
    return await begin_session(services, user, stored, client)


async def begin_session(
    services: AccountServices, user: User, password_hash: str, client: Client
) -> SignIn:
    actor = Actor(user_id=user.id, role=user.role)
    started = await transact(
        start_session, actor, user.id, password_hash, client, services.settings
    )
    return sign_in_result(services.settings, *started)


def account_key(email: str) -> str:
    """Under which failed attempts at an account's password are counted."""
    return f"login:account:{email}"


def invalid_credentials(*path: str) -> DomainError:
    message = "This e-mail address and password do not go together."
    return DomainError(ErrorCode.INVALID_CREDENTIALS, message, ("input", *path) if path else ())
