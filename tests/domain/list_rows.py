"""Rows of every list besides tickets, in the database and written down as mappings."""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from domain import lists, models
from domain.ids import new_id
from domain.lists import Listing
from domain.vocabulary import (
    ActorKind,
    ArticleStatus,
    EventKind,
    JobKind,
    JobState,
    MailKind,
    MailState,
    Role,
    Scope,
    SubjectType,
    Visibility,
)
from tests.domain.list_oracle import Row, Words
from tests.domain.llm_list_rows import make_calls, make_prices, make_providers
from tests.domain.valid_rows import make_ticket

COUNT = 24
EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = ("Ann_1", "ann%", "Über", "back\\slash", "100% sure", "a")


def moment(chance: random.Random) -> datetime:
    """Often the same, often on a full second, where SQLite's text has no fraction."""
    return EPOCH + timedelta(seconds=chance.randrange(9), microseconds=chance.choice([0, 0, 1, 99]))


def maybe(chance: random.Random, value: Any) -> Any:
    return value if chance.random() < 0.6 else None


async def make_users(chance: random.Random) -> list[Row]:
    skills = await make_skills(chance)
    rows: list[Row] = []
    for number in range(COUNT):
        deleted_at = maybe(chance, EPOCH)
        row: Row = {
            "id": new_id("usr"),
            "name": chance.choice(NAMES),
            "email": None if deleted_at else f"{chance.choice('aA%_')}{number}@desk.example",
            "role": chance.choice(list(Role)),
            "is_available": chance.random() < 0.5,
            "capacity": chance.randrange(4),
            "time_zone": chance.choice(["UTC", "Europe/Paris"]),
            "tags": Words(chance.sample(["vip", "50%", "it's", '"'], chance.randrange(3))),
            "created_at": moment(chance),
        }
        columns = row | {"tags": list(row["tags"]), "deleted_at": deleted_at}
        await models.User.create(**columns, updated_at=EPOCH)
        known = chance.sample(skills, chance.randrange(3))
        row["skills"] = [
            {"id": skill["id"], "name": skill["name"], "level": chance.randrange(1, 6)}
            for skill in known
        ]
        row["is_deleted"] = deleted_at is not None
        for skill in row["skills"]:
            await models.UserSkill.create(
                user_id=row["id"], skill_id=skill["id"], level=skill["level"]
            )
        rows.append(row)
    return rows


async def make_categories(chance: random.Random) -> list[Row]:
    rows = [
        {
            "id": new_id("cat"),
            "key": f"key{number}",
            "name": f"{chance.choice(NAMES)} {number}",
            "description": chance.choice(["", *NAMES]),
            "is_default": number == 0,
            "created_at": moment(chance),
        }
        for number in range(COUNT)
    ]
    for row in rows:
        await models.Category.create(**row)
    return rows


async def make_skills(chance: random.Random) -> list[Row]:
    rows = [
        {
            "id": new_id("skl"),
            "name": f"{chance.choice(NAMES)} {number}",
            "description": chance.choice(["", *NAMES]),
            "created_at": moment(chance),
        }
        for number in range(COUNT)
    ]
    for row in rows:
        await models.Skill.create(**row)
    return rows


async def make_tags(chance: random.Random) -> list[Row]:
    rows = [
        {
            "id": new_id("tag"),
            "name": f"{chance.choice(NAMES)} {number}",
            "created_at": moment(chance),
        }
        for number in range(COUNT)
    ]
    for row in rows:
        await models.Tag.create(**row)
    return rows


async def make_rules(chance: random.Random) -> list[Row]:
    rows = [
        {
            "id": new_id("rul"),
            "name": chance.choice(NAMES),
            "position": chance.randrange(9),
            "is_enabled": chance.random() < 0.5,
            "created_at": moment(chance),
        }
        for _ in range(COUNT)
    ]
    for row in rows:
        await models.TriageRule.create(**row, conditions={}, results={})
    return rows


async def make_jobs(chance: random.Random) -> list[Row]:
    rows = [
        {
            "id": new_id("job"),
            "kind": chance.choice(list(JobKind)),
            "state": chance.choice(list(JobState)),
            "ticket_id": maybe(chance, new_id("tkt")),
            "attempts": chance.randrange(9),
            "max_attempts": chance.randrange(7, 9),
            "run_at": moment(chance),
            "last_error": maybe(chance, chance.choice(NAMES)),
            "created_at": moment(chance),
            "finished_at": maybe(chance, moment(chance)),
        }
        for _ in range(COUNT)
    ]
    for number, row in enumerate(rows):
        await models.Job.create(**row, key=f"key {number}")
    return rows


async def make_mails(chance: random.Random) -> list[Row]:
    users = await make_users(chance)
    rows: list[Row] = []
    for number in range(COUNT):
        recipient = maybe(chance, chance.choice(users))
        row: Row = {
            "id": new_id("mal"),
            "kind": chance.choice(list(MailKind)),
            "state": chance.choice(list(MailState)),
            "to_address": f"{chance.choice('aA%_')}@desk.example",
            "subject": chance.choice(NAMES),
            "text_body": chance.choice(NAMES),
            "message_id": f"<{number}@desk.example>",
            "ticket_id": maybe(chance, new_id("tkt")),
            "error": maybe(chance, "refused"),
            "created_at": moment(chance),
            "sent_at": maybe(chance, moment(chance)),
        }
        recipient_id = recipient["id"] if recipient else None
        await models.Mail.create(
            **row, key=f"key {number}", recipient_id=recipient_id, html_body="x"
        )
        whom = ("id", "name", "email", "role")
        row["recipient"] = {key: recipient[key] if recipient else None for key in whom}
        rows.append(row)
    return rows


async def make_sessions(chance: random.Random) -> list[Row]:
    owner = (await make_users(chance))[0]["id"]
    rows = [
        {
            "id": new_id("ses"),
            "user_agent": chance.choice(["", *NAMES]),
            "address": chance.choice(["::1", "192.0.2.7"]),
            "created_at": moment(chance),
            "last_used_at": moment(chance),
            "expires_at": moment(chance),
        }
        for _ in range(COUNT)
    ]
    for row in rows:
        columns = {key: value for key, value in row.items() if key != "last_used_at"}
        await models.Session.create(**columns, user_id=owner, rotated_at=row["last_used_at"])
    return rows


async def make_api_tokens(chance: random.Random) -> list[Row]:
    owner = (await make_users(chance))[0]["id"]
    rows: list[Row] = [
        {
            "id": new_id("atk"),
            "name": chance.choice(NAMES),
            "hint": f"{number:04}",
            "scopes": Words(chance.sample([scope.value for scope in Scope], 2)),
            "created_at": moment(chance),
            "expires_at": maybe(chance, moment(chance)),
            "last_used_at": maybe(chance, moment(chance)),
        }
        for number in range(COUNT)
    ]
    for row in rows:
        columns = row | {"scopes": list(row["scopes"])}
        await models.ApiToken.create(**columns, user_id=owner, token_hash=row["id"])
    return rows


async def make_comments(chance: random.Random) -> list[Row]:
    ticket = await make_ticket()
    users = await make_users(chance)
    rows: list[Row] = []
    for _ in range(COUNT):
        author = chance.choice(users)
        row: Row = {
            "id": new_id("cmt"),
            "body": chance.choice(NAMES),
            "visibility": chance.choice(list(Visibility)),
            "created_at": moment(chance),
        }
        await models.Comment.create(**row, ticket_id=ticket.id, author_id=author["id"])
        rows.append(row | {"author": {key: author[key] for key in ("id", "name")}})
    return rows


async def make_events(chance: random.Random) -> list[Row]:
    ticket_id = new_id("tkt")
    rows: list[Row] = []
    for _ in range(COUNT):
        actor_id = maybe(chance, new_id("usr"))
        kind = ActorKind.USER if actor_id else ActorKind.SYSTEM
        row: Row = {
            "id": new_id("evt"),
            "kind": chance.choice(list(EventKind)),
            "occurred_at": moment(chance),
        }
        await models.Event.create(
            **row,
            subject_type=SubjectType.TICKET,
            subject_id=ticket_id,
            ticket_id=ticket_id,
            actor_kind=kind,
            actor_id=actor_id,
        )
        rows.append(row | {"actor": {"id": actor_id, "kind": kind}})
    return rows


async def make_articles(chance: random.Random) -> list[Row]:
    categories, users = await make_categories(chance), await make_users(chance)
    ticket = await make_ticket()
    rows: list[Row] = []
    for _ in range(COUNT):
        author, category = chance.choice(users), chance.choice(categories)
        is_from_ticket = chance.random() < 0.5
        row: Row = {
            "id": new_id("art"),
            "title": chance.choice(NAMES),
            "body": chance.choice(NAMES),
            "visibility": chance.choice(list(Visibility)),
            "status": chance.choice(list(ArticleStatus)),
            "published_at": maybe(chance, moment(chance)),
            "created_at": moment(chance),
            "updated_at": moment(chance),
        }
        await models.Article.create(
            **row,
            category_id=category["id"],
            author_id=author["id"],
            source_ticket_id=ticket.id if is_from_ticket else None,
        )
        relations = {
            "category": category,
            "author": {key: author[key] for key in ("id", "name")},
            "is_from_ticket": is_from_ticket,
        }
        rows.append(row | relations)
    return rows


Maker = Callable[[random.Random], Awaitable[list[Row]]]
LISTS: dict[str, tuple[Listing, Maker]] = {
    "users": (lists.USERS, make_users),
    "articles": (lists.ARTICLES, make_articles),
    "categories": (lists.CATEGORIES, make_categories),
    "skills": (lists.SKILLS, make_skills),
    "tags": (lists.TAGS, make_tags),
    "triage rules": (lists.TRIAGE_RULES, make_rules),
    "jobs": (lists.JOBS, make_jobs),
    "mails": (lists.MAILS, make_mails),
    "sessions": (lists.SESSIONS, make_sessions),
    "API tokens": (lists.API_TOKENS, make_api_tokens),
    "comments": (lists.COMMENTS, make_comments),
    "events": (lists.EVENTS, make_events),
    "providers": (lists.PROVIDERS, make_providers),
    "prices": (lists.MODEL_PRICES, make_prices),
    "calls of models": (lists.LLM_CALLS, make_calls),
}
