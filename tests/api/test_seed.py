"""The demo desk: whole, in all states, with a past that adds up."""

import itertools
from typing import Any

import pytest

from api.commands import seed
from api.commands.create_admin import add_admin
from api.commands.demo_data import ADMIN, DEMO_PASSWORD, PEOPLE, Move
from api.commands.seed import TICKETS, SeedResult, seed_demo
from api.commands.seed_articles import demo_articles
from domain import clock
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode
from domain.models import (
    Article,
    Assignment,
    Comment,
    Event,
    Job,
    Ticket,
    TriageRun,
    User,
    UserSkill,
)
from domain.passwords import argon2_hasher, check_new_password
from domain.policy import visible_articles
from domain.ports import PasswordHasher
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind, Role, TicketStatus, TriageStatus

# A seed takes a second: one test looks at it on both databases, the others on one.
ON_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"])
SPOKEN = frozenset(Move) - {Move.RATE}
LIVE = sum(demo.is_live for demo in TICKETS)


@pytest.fixture(scope="module")
def hasher() -> PasswordHasher:
    return argon2_hasher(time_cost=1, memory_kib=8)


@pytest.fixture
async def seeded(db: str, hasher: PasswordHasher) -> SeedResult:
    return await seed_demo(if_empty=True, hasher=hasher)


@ON_SQLITE
async def test_it_has_the_people_that_it_prints(seeded: SeedResult, hasher: PasswordHasher) -> None:
    roles = [user.role for user in await User.all()]
    assert {role: roles.count(role) for role in Role} == {
        Role.ADMIN: 1,
        Role.MODERATOR: 4,
        Role.USER: 3,
    }
    text = seeded.as_text()
    for user in await User.all():
        assert user.email in text
        assert user.email_confirmed_at is not None
        assert await hasher.verify(user.password_hash or "", DEMO_PASSWORD)
    assert DEMO_PASSWORD in text
    moderators = await User.filter(role=Role.MODERATOR).prefetch_related("skills")
    assert all(len(user.skills) >= 2 for user in moderators)
    assert len(set(await UserSkill.all().values_list("level", flat=True))) >= 3


async def test_it_has_forty_tickets_in_all_states(seeded: SeedResult) -> None:
    assert seeded.tickets == len(TICKETS) == 40
    statuses = [ticket.status for ticket in await Ticket.all()]
    assert len(statuses) == 40
    assert all(statuses.count(status) >= 4 for status in TicketStatus)
    assert await Ticket.filter(rating__not_isnull=True).count() >= 10
    assert await Comment.all().count() >= 60
    assert len(set(await Ticket.all().values_list("category_id", flat=True))) >= 5


@ON_SQLITE
async def test_it_has_thirty_articles_that_requesters_may_read(seeded: SeedResult) -> None:
    articles = await Article.filter(visible_articles(Actor(user_id="x", role=Role.USER)))
    assert seeded.articles == len(articles) == len({article.title for article in articles}) == 30
    keys = [demo.category_key for demo in demo_articles()]
    assert {keys.count(key) > 0 for key in ("billing", "technical", "account", "bug")} == {True}
    assert all(300 < len(article.body) < 3_000 for article in articles)
    assert max(article.created_at for article in articles) < clock.now()
    assert len({article.author_id for article in articles}) == 5


@ON_SQLITE
async def test_the_past_adds_up(seeded: SeedResult) -> None:
    now = clock.now()
    oldest = min(await Ticket.all().values_list("created_at", flat=True))
    assert (now - oldest).days >= 20
    for ticket in await Ticket.all():
        moments = [
            ticket.created_at,
            ticket.first_response_at,
            ticket.resolved_at,
            ticket.closed_at,
            now,
        ]
        passed = [moment for moment in moments if moment is not None]
        if ticket.status in (TicketStatus.RESOLVED, TicketStatus.CLOSED):
            assert passed == sorted(passed), ticket.title
    at = await Event.all().order_by("position").values_list("occurred_at", flat=True)
    late = [earlier for earlier, later in itertools.pairwise(at) if later < earlier]
    assert len(late) <= len(at) // 10
    assert max(at) <= clock.now()


@ON_SQLITE
async def test_the_young_ones_are_left_to_the_jobs(seeded: SeedResult) -> None:
    assert await TriageRun.filter(status=TriageStatus.QUEUED).count() == LIVE >= 5
    assert await TriageRun.filter(status=TriageStatus.COMPLETED).count() == 40 - LIVE
    waiting = await TriageRun.filter(status=TriageStatus.QUEUED).values_list("ticket_id", flat=True)
    due = await Job.filter(kind=JobKind.TRIAGE, ticket_id__in=list(waiting)).count()
    assert due == LIVE
    assert await Ticket.filter(id__in=list(waiting), status=TicketStatus.OPEN).count() == LIVE


@ON_SQLITE
async def test_only_the_young_ones_have_jobs_that_are_due(seeded: SeedResult) -> None:
    due = await Job.filter(run_at__lte=clock.now()).values_list("ticket_id", flat=True)
    runs = TriageRun.filter(status=TriageStatus.QUEUED)
    young = set(await runs.values_list("ticket_id", flat=True))
    assert {ticket_id for ticket_id in due if ticket_id} <= young
    resolved = await Ticket.filter(status=TicketStatus.RESOLVED).values_list("id", flat=True)
    closing = Job.filter(kind=JobKind.CLOSE_RESOLVED).values_list("ticket_id", flat=True)
    assert set(resolved) <= set(await closing)


@ON_SQLITE
async def test_the_desk_itself_has_assigned_most_of_it(seeded: SeedResult) -> None:
    assert len(set(await Assignment.all().values_list("assignee_id", flat=True)) - {None}) >= 4
    kinds = set(await Event.all().values_list("kind", flat=True))
    assert {
        EventKind.TICKET_CREATED,
        EventKind.TICKET_ASSIGNED,
        EventKind.TICKET_STATUS_CHANGED,
        EventKind.COMMENT_CREATED,
        EventKind.TICKET_RATED,
        EventKind.TRIAGE_COMPLETED,
    } <= kinds


@ON_SQLITE
async def test_a_second_seed_changes_nothing(seeded: SeedResult, hasher: PasswordHasher) -> None:
    events = await Event.all().count()
    for if_empty in (True, False):
        again = await seed_demo(if_empty=if_empty, hasher=hasher)
        assert again.tickets == 0
        assert "already" in again.as_text()
    assert await Event.all().count() == events


async def test_a_desk_with_people_is_left_alone_if_asked(db: str, hasher: PasswordHasher) -> None:
    await add_admin(email="a@b.org", name="A", password="correct horse", hasher=hasher)
    assert (await seed_demo(if_empty=True, hasher=hasher)).tickets == 0
    assert await User.all().count() == 1
    assert (await seed_demo(hasher=hasher)).tickets == 40


def test_the_demo_password_is_one_that_people_may_have() -> None:
    for person in PEOPLE:
        check_new_password(DEMO_PASSWORD, email=person.email, name=person.name)
    assert len({person.email for person in PEOPLE}) == len(PEOPLE)
    assert ADMIN.email == "admin@demo.deskwire.example"


def test_every_demo_ticket_ends_before_now_and_is_told_apart() -> None:
    assert len({demo.title for demo in TICKETS}) == len(TICKETS)
    for demo in TICKETS:
        assert demo.age_h - sum(step.after_h for step in demo.steps) > 0, demo.title


async def test_an_admin_is_added_with_a_confirmed_address(db: str, hasher: PasswordHasher) -> None:
    user = await add_admin(
        email=" Ada@Example.org", name=" Ada  L ", password="correct horse", hasher=hasher
    )
    assert (user.email, user.name, user.role) == ("ada@example.org", "Ada L", Role.ADMIN)
    assert user.email_confirmed_at is not None


@pytest.mark.parametrize(
    ("email", "name", "password", "code"),
    [("ada@example.org", "A", "correct horse", ErrorCode.NOT_UNIQUE),
     ("nobody", "A", "correct horse", ErrorCode.INVALID),
     ("b@example.org", " ", "correct horse", ErrorCode.REQUIRED),
     ("b@example.org", "B", "short", ErrorCode.TOO_SHORT)],
)  # fmt: skip
async def test_an_admin_is_refused_as_anybody_would_be(
    db: str, hasher: PasswordHasher, email: str, name: str, password: str, code: ErrorCode
) -> None:
    await add_admin(email="ada@example.org", name="A", password="correct horse", hasher=hasher)
    with pytest.raises(DomainError) as refused:
        await add_admin(email=email, name=name, password=password, hasher=hasher)
    assert refused.value.code is code


class Stopped(Exception):
    pass


@ON_SQLITE
@pytest.mark.parametrize("units", [1, 2, 3, 4, 77, 203])
async def test_a_seed_that_was_broken_off_goes_on_where_it_stood(
    db: str, hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch, units: int
) -> None:
    left = itertools.count(units, -1)

    async def until_stopped(*args: Any, **kwargs: Any) -> Any:
        if next(left) == 0:
            raise Stopped
        return await transact(*args, **kwargs)

    monkeypatch.setattr(seed, "transact", until_stopped)
    with pytest.raises(Stopped):
        await seed_demo(if_empty=True, hasher=hasher)
    monkeypatch.undo()
    finished = await seed_demo(if_empty=True, hasher=hasher)
    assert finished.people == PEOPLE
    assert await Ticket.all().count() == 40
    steps = sum(step.text != "" for demo in TICKETS for step in demo.steps if step.move in SPOKEN)
    assert await Comment.all().count() == steps
    runs = await TriageRun.filter(status=TriageStatus.COMPLETED).count()
    assert runs == 40 - LIVE
    assert (await seed_demo(if_empty=True, hasher=hasher)).people == ()
