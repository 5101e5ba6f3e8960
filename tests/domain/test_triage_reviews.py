"""What people say to a decision: accepted, corrected, refused, asked for again."""

from typing import Any

import pytest

from domain import tickets
from domain.errors import ErrorCode
from domain.models import (
    Category,
    Job,
    Skill,
    Ticket,
)
from domain.triage.review import accept_triage, correct_triage, retry_triage
from domain.unit_of_work import transact
from domain.vocabulary import (
    DecidedBy,
    EventKind,
    JobKind,
    JobState,
    Priority,
    Review,
    TicketStatus,
    TriageField,
)
from tests.domain.factories import (
    Desk,
    jobs_of,
    kinds_of,
    make_ticket,
    refused,
)
from tests.domain.triage_desk import TEXT, StubModel, decisions_of, desk_to_triage, triage
from tests.fake_llm import answer


@pytest.fixture
async def desk(db: str) -> Desk:
    return await desk_to_triage()


async def test_accepting_applies_a_suggestion_and_labels_it(desk: Desk) -> None:
    ticket = await make_ticket(desk, **TEXT)
    run = await triage(ticket, StubModel(answer(confidence=0.3, category="bug")))
    before = (await decisions_of(run))[TriageField.PRIORITY]
    assert not before.is_applied
    await transact(accept_triage, desk.moderator, ticket.id, [TriageField.PRIORITY])
    ticket = await Ticket.get(id=ticket.id)
    assert (ticket.priority, ticket.priority_decided_by) == (Priority.HIGH, DecidedBy.MODERATOR)
    label = (await decisions_of(run))[TriageField.PRIORITY]
    assert (label.review, label.reviewed_value, label.is_applied) == (Review.ACCEPTED, "HIGH", True)
    assert label.reviewed_by_id == desk.moderator.user_id
    assert (await kinds_of(ticket))[-1] is EventKind.TRIAGE_REVIEWED
    await transact(accept_triage, desk.moderator, ticket.id, None)
    reviewed = {d.field for d in (await decisions_of(run)).values() if d.review}
    assert {TriageField.CATEGORY, TriageField.URGENCY, TriageField.SENTIMENT} <= reviewed


async def test_a_correction_stands_and_is_a_label(desk: Desk) -> None:
    bug, skill = await Category.get(key="bug"), await Skill.get(name="Hardware")
    ticket = await make_ticket(desk, **TEXT)
    run = await triage(ticket)
    corrections: dict[TriageField, Any] = {
        TriageField.CATEGORY: bug.id,
        TriageField.SKILLS: [skill.id],
        TriageField.SENTIMENT: "NEGATIVE",
    }
    await transact(correct_triage, desk.moderator, ticket.id, corrections)
    ticket = await Ticket.get(id=ticket.id)
    assert (ticket.category_id, ticket.category_decided_by) == (bug.id, DecidedBy.MODERATOR)
    decisions = await decisions_of(run)
    assert decisions[TriageField.CATEGORY].review is Review.CORRECTED
    assert decisions[TriageField.CATEGORY].reviewed_value == bug.id
    assert decisions[TriageField.SENTIMENT].review is Review.ACCEPTED
    assert decisions[TriageField.SKILLS].reviewed_value == [skill.id]
    await Job.filter(kind=JobKind.TRIAGE).update(state=JobState.DONE)
    await transact(retry_triage, desk.moderator, ticket.id)
    await triage(ticket)
    assert (await Ticket.get(id=ticket.id)).category_id == bug.id


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (TriageField.CATEGORY, "cat_nope", ErrorCode.NOT_FOUND),
        (TriageField.CATEGORY, ["x"], ErrorCode.INVALID),
        (TriageField.CATEGORY, "cat_01k00000000000000000000000", ErrorCode.INVALID),
        (TriageField.PRIORITY, "HUGE", ErrorCode.INVALID),
        (TriageField.PRIORITY, None, ErrorCode.INVALID),
        (TriageField.SKILLS, "skl_1", ErrorCode.INVALID),
        (TriageField.SKILLS, [{"a": 1}], ErrorCode.INVALID),
        (TriageField.TAGS, ["tag_\x00"], ErrorCode.INVALID),
        (TriageField.LANGUAGE, "much too long", ErrorCode.INVALID),
    ],
)
async def test_a_wrong_correction_is_refused_and_writes_nothing(
    desk: Desk, field: TriageField, value: Any, code: ErrorCode
) -> None:
    ticket = await make_ticket(desk, **TEXT)
    run = await triage(ticket)
    before = (await Ticket.get(id=ticket.id)).version
    await refused(transact(correct_triage, desk.moderator, ticket.id, {field: value}), code)
    assert (await Ticket.get(id=ticket.id)).version == before
    assert not [d for d in (await decisions_of(run)).values() if d.review]


async def test_only_staff_that_may_work_on_the_ticket_reviews_it(desk: Desk) -> None:
    ticket = await make_ticket(desk, **TEXT)
    await triage(ticket)
    moderator_id = desk.moderator.user_id
    assert moderator_id
    await transact(tickets.assign_ticket, desk.moderator, ticket.id, moderator_id)
    for work, arguments in (
        (accept_triage, (None,)),
        (correct_triage, ({TriageField.PRIORITY: "LOW"},)),
        (retry_triage, ()),
    ):
        refuse: Any = work
        await refused(
            transact(refuse, desk.other_moderator, ticket.id, *arguments), ErrorCode.FORBIDDEN
        )
        await refused(transact(refuse, desk.requester, ticket.id, *arguments), ErrorCode.FORBIDDEN)
        await refused(transact(refuse, desk.stranger, ticket.id, *arguments), ErrorCode.NOT_FOUND)


async def test_before_any_decision_there_is_nothing_to_accept(desk: Desk) -> None:
    ticket = await make_ticket(desk, **TEXT)
    await refused(transact(accept_triage, desk.moderator, ticket.id), ErrorCode.NOT_FOUND)


async def test_a_retry_while_one_is_under_way_adds_nothing(desk: Desk) -> None:
    ticket = await make_ticket(desk, **TEXT)
    await transact(retry_triage, desk.moderator, ticket.id)
    assert len(await jobs_of(ticket, JobKind.TRIAGE)) == 1
    assert (await Ticket.get(id=ticket.id)).status is TicketStatus.OPEN
