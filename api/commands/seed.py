"""`deskwire seed`: fills a desk with demo people, articles and tickets.

The tickets' past is played through the same verbs as real work, in the order of time and
with the clock of each unit of work set back, so that events, times and statistics are
what they would be. What is younger than an hour is left to the jobs, to be watched.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from api.commands.demo_active import ACTIVE
from api.commands.demo_data import (
    ADMIN,
    DEMO_PASSWORD,
    LIVE_H,
    PEOPLE,
    DemoPerson,
    DemoTicket,
    Move,
    Step,
)
from api.commands.demo_ended import ENDED
from api.commands.seed_articles import seed_articles
from domain import clock
from domain.accounts.people import create_user
from domain.actors import SYSTEM, Actor
from domain.assignment import assign_automatically
from domain.catalog import ensure_defaults
from domain.models import Job, Setting, Skill, Ticket, TriageRun, User, UserSkill
from domain.passwords import argon2_hasher
from domain.ports import PasswordHasher
from domain.settings import Settings
from domain.tickets import (
    NewTicket,
    TicketChanges,
    assign_ticket,
    close_ticket,
    create_comment,
    create_ticket,
    rate_ticket,
    reopen_ticket,
    resolve_ticket,
    update_ticket,
)
from domain.triage.engine import think
from domain.triage.store import complete_triage, start_triage
from domain.triage.values import Outcome, TriageTask
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import Channel, TicketStatus, Visibility

TICKETS: Final = (*ACTIVE, *ENDED)
# There while a seed is under way: {now, acts}, what its past is counted from and how far it is.
PROGRESS: Final = "demoSeed"
AGE_OF_PEOPLE: Final = timedelta(days=60)
ASSIGNED_AFTER: Final = timedelta(minutes=1)


@dataclass(slots=True)
class SeedResult:
    """`people` is empty when there was nothing to do."""

    tickets: int = 0
    articles: int = 0
    people: tuple[DemoPerson, ...] = ()

    def as_text(self) -> str:
        if not self.people:
            return "There are people at this desk already: no demo data added."
        counted = f"{self.tickets} tickets and {self.articles} articles"
        lines = [f"Demo desk with {counted}. Sign in with:"]
        lines += [f"  {it.email:34} {it.role.value.lower():10} {it.name}" for it in self.people]
        return "\n".join([*lines, f"Everybody's password is {DEMO_PASSWORD}"])


@dataclass(slots=True)
class _Play:
    """Who is who, and what has been made so far."""

    settings: Settings
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    acts: int = 0


async def seed_demo(*, if_empty: bool = False, hasher: PasswordHasher | None = None) -> SeedResult:
    """Add the demo to the open database, once; with `if_empty` only where nobody is yet.

    One that was broken off goes on where it stood, either way.
    """
    play = await _resumed()
    if play is None:
        known = User.all() if if_empty else User.filter(email=ADMIN.email)
        if await known.exists():
            return SeedResult()
        play = _Play(Settings(), clock.now())
        await transact(ensure_defaults, SYSTEM)
        password_hash = await (hasher or argon2_hasher()).hash(DEMO_PASSWORD)
        await transact(_make_people, SYSTEM, play, password_hash)
    articles = await seed_articles(play.actors, play.now - AGE_OF_PEOPLE)
    acts = sorted(_acts(play), key=lambda pair: pair[0])
    for moment, act in acts[play.acts :]:
        await act(moment)
        play.acts += 1
    await transact(_finish, SYSTEM, play)
    return SeedResult(len(play.tickets), articles, PEOPLE)


async def _resumed() -> _Play | None:
    """A seed that did not come to its end, as it was left."""
    progress = await Setting.get_or_none(key=PROGRESS)
    if progress is None:
        return None
    now = datetime.fromisoformat(progress.value["now"])
    play = _Play(Settings(), now, acts=progress.value["acts"])
    for person in PEOPLE:
        user = await User.get(email=person.email)
        play.actors[person.email] = Actor(user_id=user.id, role=person.role)
    for demo in TICKETS:
        requester_id = play.actors[demo.requester.email].user_id
        ticket = await Ticket.filter(title=demo.title, requester_id=requester_id).first()
        if ticket is not None:
            play.tickets[demo.title] = ticket.id
    return play


async def _make_people(uow: UnitOfWork, play: _Play, password_hash: str) -> None:
    uow.now = play.now - AGE_OF_PEOPLE
    skills = {skill.name: skill.id for skill in await Skill.all().using_db(uow.db)}
    for person in PEOPLE:
        user = await create_user(
            uow,
            name=person.name,
            email=person.email,
            password_hash=password_hash,
            role=person.role,
        )
        user.capacity = person.capacity
        await user.save(using_db=uow.db)
        held = [(skills[name], level) for name, level in person.skills if name in skills]
        rows = [UserSkill(user_id=user.id, skill_id=id, level=level) for id, level in held]
        if rows:
            await UserSkill.bulk_create(rows, using_db=uow.db)
        play.actors[person.email] = Actor(user_id=user.id, role=person.role)
    value = {"now": play.now.isoformat(), "acts": 0}
    await Setting.create(key=PROGRESS, value=value, updated_at=play.now, using_db=uow.db)


async def _finish(uow: UnitOfWork, play: _Play) -> None:
    """Past jobs are done, and nobody wants mails about what happened weeks ago."""
    await Setting.filter(key=PROGRESS).using_db(uow.db).delete()
    past = Job.filter(run_at__lt=play.now - timedelta(hours=LIVE_H))
    await past.using_db(uow.db).delete()


_Act = Callable[[datetime], Awaitable[None]]


def _acts(play: _Play) -> list[tuple[datetime, _Act]]:
    acts: list[tuple[datetime, _Act]] = []
    for demo in TICKETS:
        moment = play.now - timedelta(hours=demo.age_h)
        acts.append((moment, _creation(play, demo)))
        for step in demo.steps:
            moment += timedelta(hours=step.after_h)
            acts.append((moment, _step(play, demo, step)))
    return acts


def _creation(play: _Play, demo: DemoTicket) -> _Act:
    async def act(moment: datetime) -> None:
        new = NewTicket(demo.title, demo.description, channel=Channel.WEB)
        actor = play.actors[demo.requester.email]
        if demo.title not in play.tickets:
            ticket = await transact(_at, actor, moment, create_ticket, new)
            play.tickets[demo.title] = ticket.id
        if not demo.is_live:
            await _triage(play, play.tickets[demo.title], moment + ASSIGNED_AFTER)
        await transact(_end_act, SYSTEM, play)

    return act


async def _triage(play: _Play, ticket_id: str, moment: datetime) -> None:
    """What the job would do; the job itself then finds it done. Without a language model."""
    run = await TriageRun.get(ticket_id=ticket_id)
    task = await transact(_at, SYSTEM, moment, start_triage, run.id)
    if task is not None:
        outcome = await think(task, None, play.settings)
        threshold = play.settings.triage_threshold
        await transact(_complete_triage, SYSTEM, moment, task, outcome, threshold)
    await transact(_at, SYSTEM, moment, assign_automatically, ticket_id)


async def _complete_triage(
    uow: UnitOfWork,
    moment: datetime,
    task: TriageTask,
    outcome: Outcome,
    threshold: float,
) -> None:
    uow.now = moment
    await complete_triage(uow, task, outcome, threshold=threshold, is_again=False)


def _step(play: _Play, demo: DemoTicket, step: Step) -> _Act:
    async def act(moment: datetime) -> None:
        ticket_id = play.tickets[demo.title]
        if step.move in BY_REQUESTER:
            actor = play.actors[demo.requester.email]
        else:
            actor = await _worker(play, ticket_id, moment)
        await transact(_play_step, actor, moment, play, ticket_id, step)

    return act


async def _play_step(
    uow: UnitOfWork, moment: datetime, play: _Play, ticket_id: str, step: Step
) -> None:
    uow.now = moment
    await _VERBS[step.move](uow, ticket_id, step)
    await _end_act(uow, play)


async def _end_act(uow: UnitOfWork, play: _Play) -> None:
    """Note in the transaction that ends an act that it is over, so that none is played twice."""
    value = {"now": play.now.isoformat(), "acts": play.acts + 1}
    await Setting.filter(key=PROGRESS).using_db(uow.db).update(value=value)


async def _worker(play: _Play, ticket_id: str, moment: datetime) -> Actor:
    """The assignee; the admin takes what waits in the queue."""
    ticket = await Ticket.get(id=ticket_id)
    admin = play.actors[ADMIN.email]
    if ticket.assignee_id is None:
        assert admin.user_id is not None
        await transact(_at, admin, moment, assign_ticket, ticket_id, admin.user_id)
        return admin
    return next(it for it in play.actors.values() if it.user_id == ticket.assignee_id)


async def _at(
    uow: UnitOfWork, moment: datetime, verb: Callable[..., Awaitable[Any]], *args: Any
) -> Any:
    """Run a verb as if it were `moment` now."""
    uow.now = moment
    return await verb(uow, *args)


BY_REQUESTER: Final = frozenset({Move.ANSWER, Move.CONFIRM, Move.REOPEN, Move.RATE})


async def _reply(uow: UnitOfWork, ticket_id: str, step: Step) -> None:
    await create_comment(uow, ticket_id, step.text, Visibility.PUBLIC)


async def _note(uow: UnitOfWork, ticket_id: str, step: Step) -> None:
    await create_comment(uow, ticket_id, step.text, Visibility.INTERNAL)


async def _ask(uow: UnitOfWork, ticket_id: str, step: Step) -> None:
    await create_comment(uow, ticket_id, step.text, Visibility.PUBLIC)
    await update_ticket(uow, ticket_id, TicketChanges(status=TicketStatus.WAITING))


async def _resolve(uow: UnitOfWork, ticket_id: str, step: Step) -> None:
    await resolve_ticket(uow, ticket_id, step.text)


async def _close(uow: UnitOfWork, ticket_id: str, step: Step) -> None:
    await close_ticket(uow, ticket_id, step.text or None)


async def _reopen(uow: UnitOfWork, ticket_id: str, step: Step) -> None:
    await reopen_ticket(uow, ticket_id, step.text)


async def _rate(uow: UnitOfWork, ticket_id: str, step: Step) -> None:
    await rate_ticket(uow, ticket_id, step.rating, step.text or None)


_VERBS: Final = {
    Move.REPLY: _reply,
    Move.ANSWER: _reply,
    Move.NOTE: _note,
    Move.ASK: _ask,
    Move.RESOLVE: _resolve,
    Move.CONFIRM: _resolve,
    Move.CLOSE: _close,
    Move.REOPEN: _reopen,
    Move.RATE: _rate,
}
