"""Who may see and do what: decided by pure functions of the viewer and the row."""

import pytest
from tortoise import Tortoise

from domain import policy
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.errors import AccessError, ErrorCode
from domain.models import Comment, Event, Ticket, User
from domain.policy import visible_comments, visible_tickets
from domain.vocabulary import (
    ActorKind,
    EventKind,
    Role,
    Scope,
    SubjectType,
    TicketStatus,
    Visibility,
)
from tests.domain.valid_rows import NOW, make_comment, make_ticket

REQUESTER = Actor(user_id="usr_requester", role=Role.USER)
STRANGER = Actor(user_id="usr_stranger", role=Role.USER)
ASSIGNEE = Actor(user_id="usr_assignee", role=Role.MODERATOR)
MODERATOR = Actor(user_id="usr_moderator", role=Role.MODERATOR)
ADMIN = Actor(user_id="usr_admin", role=Role.ADMIN)
ACTORS = {
    "nobody": ANONYMOUS,
    "requester": REQUESTER,
    "stranger": STRANGER,
    "assignee": ASSIGNEE,
    "moderator": MODERATOR,
    "admin": ADMIN,
    "system": SYSTEM,
}


@pytest.fixture(autouse=True)
async def models_are_known(db: str) -> None:
    assert Tortoise.apps


def a_ticket(**values: object) -> Ticket:
    known = {"id": "tkt_1", "number": 1, "title": "x", "requester_id": REQUESTER.user_id,
             "assignee_id": ASSIGNEE.user_id, "category_id": "cat_1", "created_at": NOW,
             "updated_at": NOW}  # fmt: skip
    return Ticket(**(known | values))


def an_event(**values: object) -> Event:
    known = {"id": "evt_1", "kind": EventKind.TICKET_UPDATED, "subject_type": SubjectType.TICKET,
             "subject_id": "tkt_1", "ticket_id": "tkt_1", "requester_id": REQUESTER.user_id,
             "actor_kind": ActorKind.SYSTEM, "occurred_at": NOW}  # fmt: skip
    return Event(**(known | values))


async def test_what_changed_beside_tickets_is_known_to_who_may_read_it() -> None:
    reader = Actor(user_id="usr_admin", role=Role.ADMIN, scopes=frozenset({Scope.READ}))

    def knowing(subject: SubjectType) -> set[str]:
        event = an_event(ticket_id=None, requester_id=None, subject_type=subject)
        assert policy.may_know_of_change(reader, event) is ("moderator" in who_knows(event))
        return who_knows(event)

    def who_knows(event: Event) -> set[str]:
        return who(lambda actor: policy.may_know_of_change(actor, event))

    staff = {"assignee", "moderator", "admin"}
    expected = {subject: {"admin"} for subject in SubjectType} | {
        SubjectType.TICKET: set(),
        SubjectType.COMMENT: set(),
        SubjectType.CATEGORY: {*staff, "requester", "stranger"},
        **dict.fromkeys(policy._KNOWN_TO_STAFF - {SubjectType.CATEGORY}, staff),
    }
    assert {subject: knowing(subject) for subject in SubjectType} == expected


def who(allowed: object) -> set[str]:
    assert callable(allowed)
    return {name for name, actor in ACTORS.items() if allowed(actor)}


STAFF = {"assignee", "moderator", "admin"}


async def test_who_reads_a_ticket() -> None:
    ticket = a_ticket()
    assert who(lambda actor: policy.may_read_ticket(actor, ticket)) == STAFF | {
        "requester",
        "system",
    }


@pytest.mark.parametrize(
    ("assignee_id", "expected"),
    [
        (ASSIGNEE.user_id, {"assignee", "admin", "system"}),
        (None, {"assignee", "moderator", "admin", "system"}),
        (REQUESTER.user_id, {"admin", "system"}),
    ],
)
async def test_who_works_on_a_ticket(assignee_id: str | None, expected: set[str]) -> None:
    ticket = a_ticket(assignee_id=assignee_id)
    assert who(lambda actor: policy.may_work_on_ticket(actor, ticket)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {"requester"}),
        ({"status": TicketStatus.RESOLVED}, {"requester"}),
        ({"status": TicketStatus.CLOSED}, set()),
        ({"first_response_at": NOW}, set()),
    ],
)
async def test_who_corrects_the_text_of_a_ticket(
    values: dict[str, object], expected: set[str]
) -> None:
    ticket = a_ticket(**values)
    assert who(lambda actor: policy.may_correct_text(actor, ticket)) == expected


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        (Visibility.PUBLIC, STAFF | {"requester", "system"}),
        (Visibility.INTERNAL, STAFF | {"system"}),
    ],
)
async def test_who_reads_a_comment(visibility: Visibility, expected: set[str]) -> None:
    comment = Comment(
        id="cmt_1",
        ticket_id="tkt_1",
        author_id="usr_moderator",
        body="x",
        visibility=visibility,
        created_at=NOW,
    )
    ticket = a_ticket()
    assert who(lambda actor: policy.may_read_comment(actor, comment, ticket)) == expected


async def test_the_author_of_an_internal_comment_who_is_staff_no_more_does_not_read_it() -> None:
    comment = Comment(
        id="cmt_1",
        ticket_id="tkt_1",
        author_id=REQUESTER.user_id,
        body="x",
        visibility=Visibility.INTERNAL,
        created_at=NOW,
    )
    assert not policy.may_read_comment(REQUESTER, comment, a_ticket())


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, STAFF | {"requester"}),
        ({"staff_only": True}, STAFF),
        ({"requester_id": None}, STAFF),
        ({"ticket_id": None}, set()),
        ({"ticket_id": None, "requester_id": REQUESTER.user_id}, set()),
        ({"actor_id": STRANGER.user_id}, STAFF | {"requester"}),
        ({"assignee_id": STRANGER.user_id}, STAFF | {"requester"}),
        ({"kind": EventKind.TICKET_DELETED}, STAFF | {"requester"}),
        ({"kind": EventKind.COMMENT_CREATED, "staff_only": True}, STAFF),
    ],
)
async def test_who_sees_an_event(values: dict[str, object], expected: set[str]) -> None:
    event = an_event(**values)
    assert who(lambda actor: policy.may_see_event(actor, event)) == expected


async def test_who_sees_an_address() -> None:
    user = User(id=REQUESTER.user_id, name="Ann", created_at=NOW, updated_at=NOW)
    seen = who(lambda actor: policy.may_see_email(actor, user))
    assert seen == STAFF | {"requester"}


async def test_who_sees_the_fields_of_staff() -> None:
    assert who(policy.may_see_staff_fields) == STAFF | {"system"}


def code_of(check: object, *arguments: object) -> ErrorCode | None:
    assert callable(check)
    try:
        check(*arguments)
    except AccessError as error:
        return error.code
    return None


async def test_who_is_required_and_with_which_code_others_are_refused() -> None:
    unknown, not_allowed = ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN
    table = {
        policy.require_known: {"nobody": unknown, "system": unknown},
        policy.require_staff: {
            "nobody": unknown,
            "system": unknown,
            "requester": not_allowed,
            "stranger": not_allowed,
        },
        policy.require_admin: {
            "nobody": unknown,
            "system": unknown,
            "requester": not_allowed,
            "stranger": not_allowed,
            "assignee": not_allowed,
            "moderator": not_allowed,
        },
    }
    for check, expected in table.items():
        refused = {name: code_of(check, actor) for name, actor in ACTORS.items()}
        assert {name: code for name, code in refused.items() if code} == expected


@pytest.mark.parametrize("scope", Scope)
async def test_an_api_token_is_held_to_its_scopes(scope: Scope) -> None:
    for scopes in (frozenset[Scope](), frozenset({scope}), frozenset(Scope)):
        actor = Actor(user_id="usr_admin", role=Role.ADMIN, scopes=scopes)
        refused = code_of(policy.require_scope, actor, scope)
        assert refused == (None if scope in scopes else ErrorCode.FORBIDDEN)
    assert code_of(policy.require_scope, ADMIN, scope) is None


async def test_an_admins_token_without_the_scope_does_not_administer() -> None:
    scopes = frozenset({Scope.READ, Scope.WRITE})
    actor = Actor(user_id="usr_admin", role=Role.ADMIN, scopes=scopes)
    assert code_of(policy.require_admin, actor) is ErrorCode.FORBIDDEN


async def test_the_filters_on_lists_agree_with_the_decisions_on_rows() -> None:
    tickets = [await make_ticket() for _ in range(3)]
    comments = [await make_comment() for _ in range(2)]
    await Comment.filter(id=comments[0].id).update(visibility=Visibility.INTERNAL)
    comments = list(await Comment.all())
    tickets = list(await Ticket.all())
    own = tickets[0]
    viewers = [
        ANONYMOUS,
        SYSTEM,
        STRANGER,
        Actor(user_id=own.requester_id, role=Role.USER),
        Actor(user_id=own.requester_id, role=Role.MODERATOR),
        ADMIN,
    ]
    for viewer in viewers:
        listed = {ticket.id for ticket in await Ticket.filter(visible_tickets(viewer))}
        readable = {ticket.id for ticket in tickets if policy.may_read_ticket(viewer, ticket)}
        assert listed == readable
        by_ticket = {ticket.id: ticket for ticket in tickets}
        shown = {
            comment.id
            for comment in await Comment.filter(visible_comments(viewer))
            if comment.ticket_id in listed
        }
        allowed = {
            comment.id
            for comment in comments
            if policy.may_read_comment(viewer, comment, by_ticket[comment.ticket_id])
        }
        assert shown == allowed
