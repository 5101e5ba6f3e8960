"""The rows that a cell of the policy table is about, made fresh for it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from domain import clock
from domain.accounts.one_time_tokens import make_one_time_token
from domain.accounts.refresh_tokens import refresh_token_of
from domain.actors import SYSTEM, Actor
from domain.articles import NewArticle, create_article
from domain.ids import new_id
from domain.models import (
    ApiToken,
    Article,
    Comment,
    Job,
    LlmCall,
    Mail,
    ModelPrice,
    ModelVersion,
    Provider,
    Session,
    Tag,
    Ticket,
    TriageBatch,
    TriageDecision,
    TriageRule,
    TriageRun,
    User,
)
from domain.suggestions import make_suggestion_id
from domain.unit_of_work import transact
from domain.vocabulary import (
    ArticleStatus,
    BatchStatus,
    DecidedBy,
    JobKind,
    JobState,
    LlmPurpose,
    MailKind,
    MailState,
    OneTimePurpose,
    ProviderPreset,
    Role,
    TicketStatus,
    TriageField,
    TriageStatus,
    Visibility,
)
from tests.api.desk_server import DeskServer
from tests.domain.factories import (
    Desk,
    make_category,
    make_skill,
    make_ticket,
    make_ticket_in,
    make_user,
)

PASSWORD = "correct horse battery"
_PLACEHOLDER = re.compile(r"<([^<>]+)>")


@dataclass
class Scene:
    """One viewer, signed in for this cell alone, and what he meets."""

    people: Desk
    server: DeskServer
    viewer: Actor
    password_hash: str
    makers: Mapping[str, "Maker"] = field(default_factory=lambda: MAKERS)

    async def fill(self, template: Any) -> Any:
        """`template` with each placeholder replaced by what it names, made now."""
        if isinstance(template, dict):
            return {key: await self.fill(value) for key, value in template.items()}
        if isinstance(template, list):
            filled = [await self.fill(item) for item in template]
            return [one for item in filled for one in (item if isinstance(item, list) else [item])]
        if not isinstance(template, str):
            return template
        if (whole := _PLACEHOLDER.fullmatch(template)) is not None:
            return await self.makers[whole[1]](self)
        for name in _PLACEHOLDER.findall(template):
            template = template.replace(f"<{name}>", str(await self.makers[name](self)))
        return template

    async def ticket(self, status: TicketStatus = TicketStatus.IN_PROGRESS) -> Ticket:
        """Asked for by the owner; the assignee's, unless it is open."""
        is_assigned = status is not TicketStatus.OPEN
        return await make_ticket_in(self.people, status, assigned=is_assigned)

    async def comment(self, author: Actor, visibility: Visibility) -> Comment:
        assert author.user_id is not None
        return await Comment.create(
            id=new_id("cmt"),
            ticket_id=(await self.ticket()).id,
            author_id=author.user_id,
            body="Have you tried water?",
            visibility=visibility,
            created_at=clock.now(),
        )

    async def somebody(self, **values: Any) -> User:
        return await make_user("Bea", password_hash=self.password_hash, **values)


async def add_to_every_list() -> None:
    """A dead job, a mail and a tag: no list of the desk is empty for those who may read it."""
    now = clock.now()
    await make_dead_job()
    await make_model_version()
    await make_provider()
    await _price()
    await LlmCall.create(
        id=new_id("llc"), purpose=LlmPurpose.TEST, provider="P", model="m", created_at=now
    )
    await Tag.create(id=new_id("tag"), name="urgent", created_at=now)
    key = new_id("key")
    await Mail.create(
        id=new_id("mai"),
        key=key,
        kind=MailKind.PASSWORD_RESET,
        state=MailState.KEPT,
        to_address="bea@desk.example",
        subject="A new password",
        text_body="Follow the link.",
        html_body="<p>Follow the link.</p>",
        message_id=f"<{key}@desk.example>",
        created_at=now,
    )


async def make_dead_job() -> Job:
    now = clock.now()
    return await Job.create(
        id=new_id("job"),
        kind=JobKind.DRAIN_QUEUE,
        key=new_id("key"),
        state=JobState.DEAD,
        attempts=8,
        run_at=now,
        created_at=now,
        finished_at=now,
    )


async def make_provider(**values: Any) -> Provider:
    """One at which nobody listens; its earlier ones make room."""
    await Provider.filter(name__startswith="spare").delete()
    now = clock.now()
    given = {
        "preset": ProviderPreset.LOCAL,
        "base_url": "http://127.0.0.1:9/v1",
        "triage_model": "sorter",
        "answer_model": "sorter",
        "position": 1000,
    }
    provider_id = new_id("prv")
    return await Provider.create(
        id=provider_id,
        name=f"spare {provider_id}",
        created_at=now,
        updated_at=now,
        **(given | values),
    )


async def _all_providers(_scene: Scene) -> Any:
    return list(await Provider.all().order_by("-created_at").values_list("id", flat=True))


async def _price() -> ModelPrice:
    return await ModelPrice.create(
        id=new_id("prc"),
        model=new_id("m"),
        input_micros=1,
        output_micros=2,
        updated_at=clock.now(),
    )


async def _triaged(scene: Scene) -> str:
    ticket = await make_ticket_in(scene.people, TicketStatus.IN_PROGRESS, assigned=True)
    run = await TriageRun.get(ticket_id=ticket.id)
    run.status = TriageStatus.COMPLETED
    await run.save()
    await Job.filter(ticket_id=ticket.id).delete()
    await TriageDecision.create(
        id=new_id("dec"),
        run_id=run.id,
        ticket_id=ticket.id,
        field=TriageField.PRIORITY,
        value="HIGH",
        confidence=0.5,
        decided_by=DecidedBy.RULE,
    )
    return ticket.id


async def _answered(scene: Scene) -> str:
    ticket = await scene.ticket()
    ticket.first_response_at = clock.now()
    await ticket.save()
    return ticket.id


async def _session_of(user_id: str) -> str:
    now = clock.now()
    session = await Session.create(
        id=new_id("ses"),
        user_id=user_id,
        created_at=now,
        rotated_at=now,
        expires_at=now + timedelta(days=1),
    )
    return session.id


async def _api_token_of(user_id: str) -> str:
    """One that lives; its earlier ones make room."""
    await ApiToken.filter(user_id=user_id, name="spare").delete()
    token = await ApiToken.create(
        id=new_id("atk"),
        user_id=user_id,
        name="spare",
        token_hash=new_id("key"),
        hint="abcd",
        scopes=["READ"],
        created_at=clock.now(),
    )
    return token.id


def _me(scene: Scene) -> str:
    """Nobody asks for what the owner asks for."""
    return scene.viewer.user_id or scene.people.requester.user_id or ""


async def _with_api_token(user_id: str) -> str:
    await _api_token_of(user_id)
    return user_id


async def _signed_in_somebody(scene: Scene) -> str:
    user = await scene.somebody()
    await _session_of(user.id)
    return user.id


async def _refresh_token(scene: Scene) -> str:
    session = await Session.get(id=await _session_of((await scene.somebody()).id))
    return refresh_token_of(scene.server.settings, session)


async def _one_time_token(scene: Scene, purpose: OneTimePurpose) -> str:
    return await transact(make_one_time_token, SYSTEM, (await scene.somebody()).id, purpose)


async def _rule(_scene: Scene) -> str:
    rule = await TriageRule.create(
        id=new_id("rul"),
        name="Fire",
        position=1000,
        conditions={"any": ["fire"]},
        results={"priority": "HIGH"},
        created_at=clock.now(),
    )
    return rule.id


async def make_model_version() -> int:
    """Its number."""
    newest = await ModelVersion.all().order_by("-number").first()
    version = await ModelVersion.create(
        id=new_id("mod"),
        number=newest.number + 1 if newest else 1,
        content=b"",
        labels=20,
        held_out=0,
        reason="The first.",
        created_at=clock.now(),
    )
    return version.number


async def _other_rules(_scene: Scene) -> Any:
    ids = await TriageRule.all().order_by("-created_at", "-id").values_list("id", flat=True)
    return list(ids)[1:]


async def _word(scene: Scene) -> str:
    word = new_id("wrd")[4:]
    await make_ticket(scene.people, title=f"About {word}")
    return word


async def _article(
    scene: Scene, status: ArticleStatus, visibility: Visibility = Visibility.PUBLIC
) -> Article:
    new = NewArticle("Smoke", "Open the window.", visibility=visibility, status=status)
    return await transact(create_article, scene.people.moderator, new)


async def _word_of_a_draft(scene: Scene) -> str:
    word = new_id("wrd")[4:]
    new = NewArticle(f"About {word}", "Open the window.")
    await transact(create_article, scene.people.moderator, new)
    return word


async def _batch(starter_id: str | None) -> str:
    """A triage of many tickets that is over."""
    batch = await TriageBatch.create(
        id=new_id("trb"),
        status=BatchStatus.COMPLETED,
        total=1,
        done=1,
        created_by_id=starter_id,
        created_at=clock.now(),
    )
    return batch.id


async def _suggestion_of(scene: Scene, user_id: str) -> str:
    return make_suggestion_id(scene.server.settings, user_id)


async def _new(prefix: str) -> str:
    return new_id(prefix)


async def _known(value: str) -> str:
    return value


async def _id(row: Awaitable[Any]) -> str:
    return str((await row).id)


async def _email(scene: Scene) -> str:
    return (await scene.somebody()).email or ""


async def _number(scene: Scene) -> str:
    return str((await scene.ticket()).number)


Maker = Callable[[Scene], Awaitable[Any]]
MAKERS: dict[str, Maker] = {
    "ticket": lambda s: _id(s.ticket()),
    "ticket's number": _number,
    "word of a ticket": _word,
    "open ticket": lambda s: _id(s.ticket(TicketStatus.OPEN)),
    "resolved ticket": lambda s: _id(s.ticket(TicketStatus.RESOLVED)),
    "closed ticket": lambda s: _id(s.ticket(TicketStatus.CLOSED)),
    "answered ticket": _answered,
    "triaged ticket": _triaged,
    "requester's comment": lambda s: _id(s.comment(s.people.requester, Visibility.PUBLIC)),
    "internal comment": lambda s: _id(s.comment(s.people.moderator, Visibility.INTERNAL)),
    "public article": lambda s: _id(_article(s, ArticleStatus.PUBLISHED)),
    "internal article": lambda s: _id(_article(s, ArticleStatus.PUBLISHED, Visibility.INTERNAL)),
    "draft of an article": lambda s: _id(_article(s, ArticleStatus.DRAFT)),
    "word of a draft of an article": _word_of_a_draft,
    "my suggestion": lambda s: _suggestion_of(s, _me(s)),
    "somebody's suggestion": lambda s: _suggestion_of(s, new_id("usr")),
    "me": lambda s: _known(_me(s)),
    "my role": lambda s: _known((s.viewer.role or Role.USER).value),
    "my session": lambda s: _session_of(_me(s)),
    "my API token": lambda s: _api_token_of(_me(s)),
    "me with an API token": lambda s: _with_api_token(_me(s)),
    "somebody": lambda s: _id(s.somebody()),
    "somebody signed in": _signed_in_somebody,
    "somebody with an API token": lambda s: _then(_id(s.somebody()), _with_api_token),
    "somebody's session": lambda s: _then(_id(s.somebody()), _session_of),
    "somebody's API token": lambda s: _then(_id(s.somebody()), _api_token_of),
    "address of somebody": _email,
    "new address": lambda s: _known(f"{new_id('usr')}@desk.example"),
    "new name": lambda s: _new("new"),
    "password": lambda s: _known(PASSWORD),
    "refresh token": _refresh_token,
    "token to reset a password": lambda s: _one_time_token(s, OneTimePurpose.PASSWORD_RESET),
    "token to confirm an address": lambda s: _one_time_token(s, OneTimePurpose.EMAIL_CONFIRMATION),
    "colleague": lambda s: _id(s.somebody(role=Role.MODERATOR)),
    "category": lambda s: _id(make_category(new_id("cat"))),
    "skill": lambda s: _id(make_skill(new_id("skl"))),
    "tag": lambda s: _id(Tag.create(id=new_id("tag"), name=new_id("t"), created_at=clock.now())),
    "batch": lambda s: _batch(None),
    "my batch": lambda s: _batch(s.viewer.user_id),
    "triage rule": _rule,
    "all other triage rules": _other_rules,
    "version of the model": lambda s: make_model_version(),
    "provider": lambda s: _id(make_provider()),
    "all providers": _all_providers,
    "price": lambda s: _id(_price()),
    "dead job": lambda s: _id(make_dead_job()),
}


async def _then(first: Awaitable[str], second: Callable[[str], Awaitable[str]]) -> str:
    return await second(await first)
