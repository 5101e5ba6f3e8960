"""Changing and deleting people."""

import asyncio
from typing import Any

import pytest

from domain import limits
from domain.accounts.profile import ProfileChanges, update_profile
from domain.accounts.user_delete import delete_user
from domain.accounts.user_update import SkillLevel, UserChanges, update_user
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.catalog.skills import create_skill
from domain.clock import now
from domain.errors import AccessError, DomainError, ErrorCode
from domain.ids import new_id
from domain.models import (
    ApiToken,
    Event,
    Job,
    OneTimeToken,
    Session,
    Skill,
    Ticket,
    User,
    UserSkill,
)
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind, MailKind, Role, Scope, TicketStatus
from tests.domain.accounts_fixtures import (
    as_user,
    make_category,
    make_ticket,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.usefixtures("db")


async def change(actor: Actor, user: User, version: int | None = None, **values: Any) -> User:
    return await transact(update_user, actor, user.id, UserChanges(**values), version)


async def refusal(actor: Actor, user: User, **values: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await change(actor, user, **values)
    return caught.value


async def two_skills() -> list[Skill]:
    admin = as_user(await make_user("Chief", Role.ADMIN))
    return [await transact(create_skill, admin, name) for name in ("Billing", "Networks")]


async def test_an_admin_changes_anybody_and_the_event_says_what() -> None:
    admin, mod = await make_user("Root", Role.ADMIN), await make_user("Mo")
    user = await change(
        as_user(admin),
        mod,
        name="  Moritz ",
        role=Role.MODERATOR,
        capacity=3,
        is_available=False,
        tags=("VIP", "vip", "eu"),
    )
    assert (user.name, user.role, user.capacity, user.is_available) == (
        "Moritz",
        Role.MODERATOR,
        3,
        False,
    )
    assert user.tags == ["eu", "VIP"]
    event = await Event.get(kind=EventKind.USER_UPDATED)
    assert {c["field"]: (c["before"], c["after"]) for c in event.changes} == {
        "name": ("Mo", "Moritz"),
        "role": ("USER", "MODERATOR"),
        "capacity": (10, 3),
        "isAvailable": (True, False),
        "tags": ([], ["eu", "VIP"]),
    }
    assert await Job.filter(kind=JobKind.DRAIN_QUEUE).count() == 1


async def test_a_change_to_what_is_already_so_leaves_no_trace() -> None:
    admin = await make_user("Root", Role.ADMIN)
    await change(as_user(admin), admin, name="Root", role=Role.ADMIN, capacity=10)
    assert await Event.filter(kind=EventKind.USER_UPDATED).count() == 0
    assert (await User.get(id=admin.id)).version == 1


async def test_skills_are_replaced_and_checked() -> None:
    billing, networks = await two_skills()
    admin, mod = await make_user("Root", Role.ADMIN), await make_user("Mo", Role.MODERATOR)
    actor = as_user(admin)
    await change(actor, mod, skills=(SkillLevel(billing.id, 2), SkillLevel(networks.id, 5)))
    await change(actor, mod, skills=(SkillLevel(networks.id, 4),))
    assert await UserSkill.filter(user_id=mod.id).values_list("skill_id", "level") == [
        (networks.id, 4)
    ]
    for bad, code, path in (
        ((SkillLevel(new_id("skl")),), ErrorCode.NOT_FOUND, ("skills", "0", "skillId")),
        ((SkillLevel("\x00"),), ErrorCode.NOT_FOUND, ("skills", "0", "skillId")),
        ((SkillLevel(billing.id, 6),), ErrorCode.OUT_OF_RANGE, ("skills", "0", "level")),
        ((SkillLevel(billing.id),) * 2, ErrorCode.INVALID, ("skills",)),
    ):
        error = await refusal(actor, mod, skills=bad)
        assert (error.code, error.path) == (code, ("input", *path))


async def test_a_moderator_sets_only_his_own_availability_and_capacity() -> None:
    mod, other = await make_user("Mo", Role.MODERATOR), await make_user("Mia", Role.MODERATOR)
    user = await change(as_user(mod), mod, is_available=False, capacity=1)
    assert (user.is_available, user.capacity) == (False, 1)
    for target, values in (
        (other, {"is_available": False}),
        (mod, {"role": Role.ADMIN}),
        (mod, {"name": "Boss"}),
        (mod, {"skills": ()}),
        (mod, {"tags": ("x",)}),
    ):
        assert (await refusal(as_user(mod), target, **values)).code is ErrorCode.FORBIDDEN


async def test_others_may_change_nobody() -> None:
    user = await make_user()
    for actor, code in (
        (as_user(user), ErrorCode.FORBIDDEN),
        (ANONYMOUS, ErrorCode.UNAUTHENTICATED),
    ):
        assert (await refusal(actor, user, is_available=False)).code is code


async def test_an_api_token_needs_its_scope_even_for_an_admin() -> None:
    admin, user = await make_user("Root", Role.ADMIN), await make_user()
    machine = Actor(user_id=admin.id, role=Role.ADMIN, scopes=frozenset({Scope.WRITE}))
    assert (await refusal(machine, user, role=Role.MODERATOR)).code is ErrorCode.FORBIDDEN
    await change(machine, admin, is_available=False)
    reader = Actor(user_id=admin.id, role=Role.ADMIN, scopes=frozenset({Scope.READ}))
    assert (await refusal(reader, admin, is_available=True)).code is ErrorCode.FORBIDDEN


async def test_bad_values_are_named() -> None:
    admin = as_user(await make_user("Root", Role.ADMIN))
    user = await make_user()
    for values, code, path in (
        ({"name": " "}, ErrorCode.REQUIRED, "name"),
        ({"capacity": -1}, ErrorCode.OUT_OF_RANGE, "capacity"),
        ({"capacity": limits.MAX_CAPACITY + 1}, ErrorCode.OUT_OF_RANGE, "capacity"),
    ):
        error = await refusal(admin, user, **values)
        assert (error.code, error.path) == (code, ("input", path))
    gone = User(id=new_id("usr"))
    assert (await refusal(admin, gone, capacity=1)).code is ErrorCode.NOT_FOUND


async def test_a_version_conflicts_only_if_the_same_field_changed_since() -> None:
    admin = as_user(await make_user("Root", Role.ADMIN))
    user = await make_user("Mo", Role.MODERATOR)
    await change(admin, user, version=1, capacity=2)
    await change(admin, user, version=1, is_available=False)
    error = await refusal_at(admin, user, 1, capacity=3)
    assert error.code is ErrorCode.CONFLICT
    assert isinstance(error.current, User)
    assert error.current.capacity == 2
    assert (await refusal_at(admin, user, 9, capacity=3)).code is ErrorCode.CONFLICT
    await change(admin, user, version=3, capacity=3)
    await Event.filter(kind=EventKind.USER_UPDATED).delete()
    assert (await refusal_at(admin, user, 3, name="Old")).code is ErrorCode.CONFLICT


async def refusal_at(actor: Actor, user: User, version: int, **values: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await change(actor, user, version, **values)
    return caught.value


async def test_the_last_admin_is_neither_demoted_nor_deleted() -> None:
    admin = await make_user("Root", Role.ADMIN)
    error = await refusal(as_user(admin), admin, role=Role.USER)
    assert (error.code, error.path) == (ErrorCode.INVALID, ("input", "role"))
    with pytest.raises(DomainError) as caught:
        await transact(delete_user, as_user(admin), admin.id)
    assert caught.value.path == ("input", "id")
    assert (await User.get(id=admin.id)).role is Role.ADMIN


@pytest.mark.parametrize("repetition", range(3))
async def test_two_admins_who_end_each_other_at_once_leave_one(repetition: int) -> None:
    one, two = await make_user("One", Role.ADMIN), await make_user("Two", Role.ADMIN)
    results = await asyncio.gather(
        change(as_user(one), two, role=Role.USER),
        change(as_user(two), one, role=Role.USER),
        transact(delete_user, as_user(one), two.id),
        return_exceptions=True,
    )
    assert any(isinstance(result, DomainError) for result in results)
    assert await User.filter(role=Role.ADMIN, deleted_at=None).count() == 1


async def test_a_deleted_user_leaves_a_nameless_row_and_no_way_in() -> None:
    admin, ann = await make_user("Root", Role.ADMIN), await make_user("Ann", Role.MODERATOR)
    category = await make_category()
    own = await make_ticket(ann, category)
    await sign_in(ann)
    await ApiToken.create(
        id=new_id("atk"),
        user_id=ann.id,
        name="ci",
        token_hash="0" * 64,
        hint="abcd",
        scopes=["READ"],
        created_at=now(),
    )
    await transact(delete_user, as_user(admin), ann.id)
    row = await User.get(id=ann.id)
    assert (row.name, row.email, row.password_hash) == ("deleted user", None, None)
    assert row.deleted_at is not None
    assert (row.role, row.is_available) == (Role.USER, False)
    assert await Session.filter(user_id=ann.id, revoked_at=None).count() == 0
    assert await ApiToken.filter(user_id=ann.id, revoked_at=None).count() == 0
    assert await OneTimeToken.filter(user_id=ann.id).count() == 0
    assert (await Ticket.get(id=own.id)).requester_id == ann.id
    assert await Event.filter(kind=EventKind.USER_DELETED, subject_id=ann.id).count() == 1


async def test_a_deleted_address_can_sign_up_again() -> None:
    admin, ann = await make_user("Root", Role.ADMIN), await make_user(email="ann@desk.example")
    await transact(delete_user, as_user(admin), ann.id)
    again = await make_user(email="ann@desk.example")
    assert again.id != ann.id


async def test_only_admins_delete_and_only_who_exists() -> None:
    admin, mod = await make_user("Root", Role.ADMIN), await make_user("Mo", Role.MODERATOR)
    with pytest.raises(AccessError):
        await transact(delete_user, as_user(mod), admin.id)
    await transact(delete_user, as_user(admin), mod.id)
    for user_id in (mod.id, new_id("usr"), "nonsense\x00"):
        with pytest.raises(DomainError) as caught:
            await transact(delete_user, as_user(admin), user_id)
        assert caught.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("how", ["deleted", "demoted"])
async def test_open_tickets_of_somebody_who_leaves_the_staff_are_assigned_anew(how: str) -> None:
    admin, mod = await make_user("Root", Role.ADMIN), await make_user("Mo", Role.MODERATOR)
    category, requester = await make_category(), await make_user()
    active = await make_ticket(
        requester, category, assignee_id=mod.id, status=TicketStatus.IN_PROGRESS
    )
    done = await make_ticket(requester, category, assignee_id=mod.id, status=TicketStatus.CLOSED)
    if how == "deleted":
        await transact(delete_user, as_user(admin), mod.id)
    else:
        await change(as_user(admin), mod, role=Role.USER)
    freed = await Ticket.get(id=active.id)
    assert (freed.assignee_id, freed.status) == (None, TicketStatus.OPEN)
    assert (await Ticket.get(id=done.id)).assignee_id == mod.id
    (job,) = await Job.filter(kind=JobKind.ASSIGN)
    assert job.payload == {"ticketId": active.id}


async def test_everybody_sets_his_own_name_mails_and_time_zone() -> None:
    user = await make_user()
    changes = ProfileChanges(
        name="Anna",
        muted_mails=[MailKind.TICKET_RECEIVED, MailKind.COMMENT_ADDED],
        time_zone="Europe/Berlin",
    )
    changed = await transact(update_profile, as_user(user), changes)
    assert (changed.name, changed.time_zone) == ("Anna", "Europe/Berlin")
    assert changed.muted_mails == ["COMMENT_ADDED", "TICKET_RECEIVED"]
    with pytest.raises(AccessError):
        await transact(update_profile, ANONYMOUS, changes)
    with pytest.raises(AccessError):
        await transact(update_profile, SYSTEM, changes)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        (ProfileChanges(name=""), "name"),
        (ProfileChanges(time_zone="Mars/Olympus"), "timeZone"),
        (ProfileChanges(time_zone="../../etc/passwd"), "timeZone"),
        (ProfileChanges(muted_mails=[MailKind.PASSWORD_RESET]), "mutedMails"),
        (ProfileChanges(muted_mails=[MailKind.EMAIL_CONFIRMATION]), "mutedMails"),
    ],
)
async def test_a_bad_profile_changes_nothing(changes: ProfileChanges, path: str) -> None:
    user = await make_user()
    with pytest.raises(DomainError) as caught:
        await transact(update_profile, as_user(user), changes)
    assert caught.value.path == ("input", path)
    assert (await User.get(id=user.id)).version == 1
