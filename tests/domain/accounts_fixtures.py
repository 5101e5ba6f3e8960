"""People, sign-in services and fast hashing for tests about accounts."""

from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from api.rate_limits import MemoryRateLimiter
from domain.accounts.people import create_user
from domain.accounts.services import AccountServices, Client, SignIn
from domain.accounts.sign_in import begin_session
from domain.actors import SYSTEM, Actor
from domain.ids import new_id
from domain.models import Category, Ticket, User
from domain.passwords import argon2_hasher
from domain.ports import PasswordHasher
from domain.settings import Settings
from domain.unit_of_work import transact
from domain.vocabulary import Role

PASSWORD = "correct horse battery"
CLIENT = Client("192.0.2.7", "test client")
FAST = argon2_hasher(time_cost=1, memory_kib=8)


def settings(**values: Any) -> Settings:
    known = {"secret": SecretStr("s" * 40), "confirm_email": False, "login_attempts": 1_000}
    return Settings(_env_file=None, **(known | values))


@dataclass
class SmallServices:
    settings: Settings
    passwords: PasswordHasher
    limiter: MemoryRateLimiter


def account_services(
    chosen: Settings | None = None, passwords: PasswordHasher = FAST
) -> AccountServices:
    return SmallServices(chosen or settings(), passwords, MemoryRateLimiter())


async def make_user(
    name: str = "Ann", role: Role = Role.USER, email: str | None = None, **values: Any
) -> User:
    hashed = await FAST.hash(PASSWORD)
    address = email or f"{name.lower()}.{new_id('usr')[-8:]}@desk.example"
    return await transact(
        create_user,
        SYSTEM,
        name=name,
        email=address,
        password_hash=hashed,
        role=role,
        **values,
    )


async def sign_in(user: User, services: AccountServices | None = None) -> SignIn:
    fresh = await User.get(id=user.id)
    services = services or account_services()
    return await begin_session(services, fresh, fresh.password_hash or "", CLIENT)


def as_user(user: User, session_id: str | None = "ses_test") -> Actor:
    return Actor(user_id=user.id, role=user.role, session_id=session_id)


async def make_category(name: str = "General", is_default: bool = True) -> Category:
    from domain.clock import now

    return await Category.create(
        id=new_id("cat"),
        key=name.lower(),
        name=name,
        is_default=is_default,
        created_at=now(),
    )


_numbers = iter(range(1_000_001, 2_000_000))


async def make_ticket(requester: User, category: Category, **values: Any) -> Ticket:
    from domain.clock import now

    return await Ticket.create(
        id=new_id("tkt"),
        number=next(_numbers),
        title="Help",
        requester_id=requester.id,
        category_id=category.id,
        created_at=now(),
        updated_at=now(),
        **values,
    )
