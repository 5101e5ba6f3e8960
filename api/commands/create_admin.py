"""`deskwire create-admin`: the first account of a desk, and a way back in."""

from domain.accounts.addresses import clean_email
from domain.accounts.people import create_user
from domain.actors import SYSTEM
from domain.errors import ConstraintBroken, ErrorCode, invalid
from domain.models import User
from domain.names import clean_name
from domain.passwords import argon2_hasher, check_new_password
from domain.ports import PasswordHasher
from domain.unit_of_work import transact
from domain.vocabulary import Role


async def add_admin(
    *, email: str, name: str, password: str, hasher: PasswordHasher | None = None
) -> User:
    """An admin with a confirmed address, in the open database.

    Raises DomainError: REQUIRED, INVALID, TOO_SHORT, TOO_LONG, and NOT_UNIQUE for an
    address that has an account.
    """
    name = clean_name(name, "name")
    email = clean_email(email, "email")
    check_new_password(password, email=email, name=name)
    password_hash = await (hasher or argon2_hasher()).hash(password)
    try:
        return await transact(
            create_user,
            SYSTEM,
            name=name,
            email=email,
            password_hash=password_hash,
            role=Role.ADMIN,
        )
    except ConstraintBroken:
        message = "There is an account with this address."
        raise invalid(message, "email", code=ErrorCode.NOT_UNIQUE) from None
