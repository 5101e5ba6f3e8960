"""The people whose requests are imported."""

from collections.abc import Iterable

from api.commands.import_rows import Person
from domain.accounts.people import create_user
from domain.models import User
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import Role


async def find_or_make_people(uow: UnitOfWork, people: Iterable[Person]) -> dict[Person, str]:
    """The user id of each; who is missing becomes a requester who cannot sign in yet.

    Somebody with a name alone is never taken for a person who has an account.
    """
    wanted = set(people)
    by_email, by_name = await _find(uow, wanted)
    found = {}
    for person in sorted(wanted, key=lambda person: (person.email or "", person.name)):
        known, key = (by_email, person.email) if person.email else (by_name, person.name)
        if key not in known:
            made = await create_user(
                uow, name=person.name, email=person.email, password_hash=None, is_confirmed=False
            )
            known[key] = made.id
        found[person] = known[key]
    return found


async def _find(
    uow: UnitOfWork, people: set[Person]
) -> tuple[dict[str | None, str], dict[str | None, str]]:
    emails = [person.email for person in people if person.email]
    names = [person.name for person in people if not person.email]
    with_email = User.filter(email__in=emails, deleted_at=None) if emails else None
    nameless = User.filter(
        name__in=names, email=None, password_hash=None, role=Role.USER, deleted_at=None
    )
    by_email: dict[str | None, str] = {}
    if with_email is not None:
        by_email = {user.email: user.id for user in await with_email.using_db(uow.db)}
    by_name: dict[str | None, str] = {}
    if names:
        by_name = {user.name: user.id for user in await nameless.using_db(uow.db).order_by("-id")}
    return by_email, by_name
