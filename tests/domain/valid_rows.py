"""A valid row of every table, with all that it refers to."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from domain import models
from domain.database.table import Table
from domain.ids import new_id
from domain.vocabulary import (
    ActorKind,
    AssignmentKind,
    DecidedBy,
    EventKind,
    JobKind,
    LlmPurpose,
    MailKind,
    OneTimePurpose,
    ProviderPreset,
    SubjectType,
    TriageField,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = count(1_000_001)


async def make(model: type[Table]) -> Any:
    """A saved row; nothing in it equals another's that has to be unique."""
    return await MAKERS[model]()


async def make_user() -> models.User:
    return await models.User.create(
        id=new_id("usr"),
        email=f"user{next(_numbers)}@desk.example",
        name="Ann",
        created_at=NOW,
        updated_at=NOW,
    )


async def make_category() -> models.Category:
    name = f"Category {next(_numbers)}"
    return await models.Category.create(
        id=new_id("cat"), key=name.lower(), name=name, created_at=NOW
    )


async def make_skill() -> models.Skill:
    name = f"Skill {next(_numbers)}"
    return await models.Skill.create(id=new_id("skl"), name=name, created_at=NOW)


async def make_tag() -> models.Tag:
    return await models.Tag.create(id=new_id("tag"), name=f"Tag {next(_numbers)}", created_at=NOW)


async def make_ticket(**values: Any) -> models.Ticket:
    given = {"requester_id": (await make_user()).id, "category_id": (await make_category()).id}
    return await models.Ticket.create(
        id=new_id("tkt"),
        number=next(_numbers),
        title="Help",
        created_at=NOW,
        updated_at=NOW,
        **(given | {"external_id": f"external {next(_numbers)}"} | values),
    )


async def make_article() -> models.Article:
    return await models.Article.create(
        id=new_id("art"),
        title="How to help oneself",
        body="Try it again.",
        category_id=(await make_category()).id,
        author_id=(await make_user()).id,
        source_ticket_id=(await make_ticket()).id,
        created_at=NOW,
        updated_at=NOW,
    )


async def make_suggestion() -> models.Suggestion:
    return await models.Suggestion.create(
        id=new_id("sug"),
        user_id=(await make_user()).id,
        article_id=(await make_article()).id,
        ticket_id=(await make_ticket()).id,
        accepted_at=NOW,
        created_at=NOW,
    )


async def make_comment() -> models.Comment:
    return await models.Comment.create(
        id=new_id("cmt"),
        ticket_id=(await make_ticket()).id,
        author_id=(await make_user()).id,
        body="Have you tried it again?",
        created_at=NOW,
    )


async def make_run() -> models.TriageRun:
    ticket = await make_ticket()
    return await models.TriageRun.create(id=new_id("trn"), ticket_id=ticket.id, created_at=NOW)


async def make_decision() -> models.TriageDecision:
    run = await make_run()
    return await models.TriageDecision.create(
        id=new_id("trd"),
        run_id=run.id,
        ticket_id=run.ticket_id,
        field=TriageField.CATEGORY,
        value=["cat"],
        confidence=0.5,
        decided_by=DecidedBy.RULE,
    )


async def make_mail() -> models.Mail:
    key = f"mail {next(_numbers)}"
    return await models.Mail.create(
        id=new_id("mal"),
        kind=MailKind.TICKET_RECEIVED,
        key=key,
        recipient_id=(await make_user()).id,
        to_address="ann@desk.example",
        subject="Help",
        text_body="Text",
        html_body="<p>Text</p>",
        message_id=key,
        created_at=NOW,
    )


async def make_event() -> models.Event:
    return await models.Event.create(
        id=new_id("evt"),
        kind=EventKind.TICKET_CREATED,
        subject_type=SubjectType.TICKET,
        subject_id=new_id("tkt"),
        actor_kind=ActorKind.SYSTEM,
        occurred_at=NOW,
    )


async def make_job() -> models.Job:
    return await models.Job.create(
        id=new_id("job"),
        kind=JobKind.PRUNE,
        key=f"job {next(_numbers)}",
        run_at=NOW,
        created_at=NOW,
    )


async def make_session() -> models.Session:
    user = await make_user()
    return await models.Session.create(
        id=new_id("ses"), user_id=user.id, rotated_at=NOW, created_at=NOW, expires_at=NOW
    )


async def make_api_token() -> models.ApiToken:
    return await models.ApiToken.create(
        id=new_id("tok"),
        user_id=(await make_user()).id,
        name="CI",
        token_hash=f"hash {next(_numbers)}",
        hint="dwk_1",
        scopes=["READ"],
        created_at=NOW,
    )


async def make_one_time_token() -> models.OneTimeToken:
    return await models.OneTimeToken.create(
        id=new_id("ott"),
        user_id=(await make_user()).id,
        purpose=OneTimePurpose.PASSWORD_RESET,
        token_hash=f"hash {next(_numbers)}",
        created_at=NOW,
        expires_at=NOW,
    )


async def make_rule() -> models.TriageRule:
    return await models.TriageRule.create(
        id=new_id("rul"), name="Rule", position=1, conditions={}, results={}, created_at=NOW
    )


async def make_setting() -> models.Setting:
    return await models.Setting.create(key=f"setting {next(_numbers)}", value=1, updated_at=NOW)


async def make_tombstone() -> models.TicketTombstone:
    return await models.TicketTombstone.create(
        id=new_id("tkt"), number=next(_numbers), deleted_at=NOW
    )


async def make_assignment() -> models.Assignment:
    return await models.Assignment.create(
        id=new_id("asg"),
        ticket_id=(await make_ticket()).id,
        kind=AssignmentKind.ASSIGNED,
        assignee_id=(await make_user()).id,
        created_at=NOW,
    )


async def make_model_version() -> models.ModelVersion:
    return await models.ModelVersion.create(
        id=new_id("mod"),
        number=next(_numbers),
        content=b"model",
        labels=20,
        held_out=0,
        reason="The first.",
        created_at=NOW,
    )


async def make_user_skill() -> models.UserSkill:
    user, skill = await make_user(), await make_skill()
    return await models.UserSkill.create(user_id=user.id, skill_id=skill.id)


async def make_ticket_tag() -> models.TicketTag:
    ticket, tag = await make_ticket(), await make_tag()
    return await models.TicketTag.create(ticket_id=ticket.id, tag_id=tag.id)


async def make_ticket_skill() -> models.TicketSkill:
    ticket, skill = await make_ticket(), await make_skill()
    return await models.TicketSkill.create(ticket_id=ticket.id, skill_id=skill.id)


async def make_provider() -> models.Provider:
    return await models.Provider.create(
        id=new_id("prv"),
        name=f"Provider {next(_numbers)}",
        preset=ProviderPreset.CUSTOM,
        base_url="https://models.desk.example/v1",
        triage_model="sorter",
        answer_model="writer",
        position=1,
        created_at=NOW,
        updated_at=NOW,
    )


async def make_price() -> models.ModelPrice:
    return await models.ModelPrice.create(
        id=new_id("prc"),
        model=f"model {next(_numbers)}",
        input_micros=400_000,
        output_micros=1_600_000,
        updated_at=NOW,
    )


async def make_call() -> models.LlmCall:
    return await models.LlmCall.create(
        id=new_id("llc"),
        purpose=LlmPurpose.TRIAGE,
        provider="Provider",
        model="sorter",
        created_at=NOW,
    )


async def make_llm_day() -> models.LlmDay:
    return await models.LlmDay.create(day=f"{next(_numbers)}")


async def make_batch() -> models.TriageBatch:
    return await models.TriageBatch.create(id=new_id("trb"), total=1, created_at=NOW)


async def make_batch_item() -> models.TriageBatchItem:
    batch = await make_batch()
    return await models.TriageBatchItem.create(
        id=new_id("tbi"), batch_id=batch.id, ticket_id=new_id("tkt")
    )


MAKERS: dict[type[Table], Callable[[], Awaitable[Any]]] = {
    models.ApiToken: make_api_token,
    models.Article: make_article,
    models.Assignment: make_assignment,
    models.Category: make_category,
    models.Comment: make_comment,
    models.Event: make_event,
    models.Job: make_job,
    models.LlmCall: make_call,
    models.LlmDay: make_llm_day,
    models.Mail: make_mail,
    models.ModelVersion: make_model_version,
    models.ModelPrice: make_price,
    models.OneTimeToken: make_one_time_token,
    models.Provider: make_provider,
    models.Session: make_session,
    models.Setting: make_setting,
    models.Skill: make_skill,
    models.Suggestion: make_suggestion,
    models.Tag: make_tag,
    models.Ticket: make_ticket,
    models.TicketSkill: make_ticket_skill,
    models.TicketTag: make_ticket_tag,
    models.TicketTombstone: make_tombstone,
    models.TriageBatch: make_batch,
    models.TriageBatchItem: make_batch_item,
    models.TriageDecision: make_decision,
    models.TriageRule: make_rule,
    models.TriageRun: make_run,
    models.User: make_user,
    models.UserSkill: make_user_skill,
}
