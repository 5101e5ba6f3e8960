"""A rule tried on the newest tickets: what it would have done, and that it does nothing."""

from typing import Any

import pytest

from domain import tickets
from domain.catalog import create_triage_rule
from domain.errors import ErrorCode
from domain.models import Event, Ticket, TriageRun, User
from domain.tickets import TicketChanges
from domain.triage import dry_run
from domain.triage.dry_run import DryRun, DryRunEffect, dry_run_rule
from domain.unit_of_work import transact
from domain.vocabulary import DecidedBy, Priority, TriageField
from tests.domain.factories import (
    Desk,
    make_category,
    make_skill,
    make_ticket,
    open_desk,
    refused,
)

HIGH = {"priority": "HIGH"}
REFUND = {"any": ["refund"]}


async def dry(desk: Desk, conditions: Any, results: Any = None, **given: Any) -> DryRun:
    return await dry_run_rule(desk.admin, conditions, results or HIGH, threshold=0.6, **given)


async def test_it_shows_each_ticket_that_matches_and_what_would_change(db: str) -> None:
    desk = await open_desk()
    await make_ticket(desk, title="The refund is late")
    await make_ticket(desk, title="Something else")
    newest = await make_ticket(desk, title="Refund, please")
    found = await dry(desk, REFUND)
    assert (found.examined, found.matched, found.changing) == (3, 2, 2)
    assert found.is_complete
    first = found.matches[0]
    assert (first.ticket.id, first.evidence) == (newest.id, ("Refund",))
    assert first.effects == (
        DryRunEffect(
            field=TriageField.PRIORITY,
            before="MEDIUM",
            decided_by=DecidedBy.DEFAULT,
            after="HIGH",
            confidence=0.8,
            is_applied=True,
            is_changing=True,
        ),
    )
    assert dict(found.applied) == dict(found.changed) == {TriageField.PRIORITY: 2}


async def test_what_a_human_has_chosen_would_stay_and_a_doubtful_rule_only_suggest(
    db: str,
) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk, title="Refund")
    changes = TicketChanges(priority=Priority.LOW)
    await transact(tickets.update_ticket, desk.moderator, ticket.id, changes)
    (match,) = (await dry(desk, REFUND)).matches
    assert (match.effects[0].before, match.effects[0].decided_by) == ("LOW", DecidedBy.MODERATOR)
    assert not match.effects[0].is_applied
    await make_ticket(desk, title="Refund")
    found = await dry(desk, REFUND, confidence=0.4)
    assert (found.changing, dict(found.suggested)) == (0, {TriageField.PRIORITY: 2})


async def test_lists_facts_and_the_assignee_are_told_too(db: str) -> None:
    desk = await open_desk()
    billing, skill = await make_category("billing"), await make_skill("Billing")
    await User.filter(id=desk.requester.user_id).update(tags=["VIP"])
    await make_ticket(desk, title="Hello", category_id=billing.id)
    results = {"skills": ["Billing"], "assignee": desk.moderator.user_id}
    conditions = {"requesterTags": ["vip"], "categories": ["billing"]}
    (match,) = (await dry(desk, conditions, results)).matches
    assert match.evidence == ("requester's tag: vip", "category: billing")
    assert match.assignee_id == desk.moderator.user_id
    (effect,) = match.effects
    assert (effect.before, effect.after, effect.is_changing) == (None, [skill.id], True)


async def test_only_the_newest_are_looked_at_in_batches(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await open_desk()
    for number in range(7):
        await make_ticket(desk, title=f"Refund {number}")
    newest = await Ticket.all().order_by("-id").limit(3).values_list("id", flat=True)
    monkeypatch.setattr(dry_run, "BATCH", 2)
    monkeypatch.setattr(dry_run, "MOST_SHOWN", 3)
    found = await dry(desk, REFUND, last=5)
    assert (found.examined, found.matched) == (5, 5)
    assert [match.ticket.id for match in found.matches] == newest


async def test_the_difference_to_the_saved_rule_is_told(db: str) -> None:
    desk = await open_desk()
    rule = await transact(create_triage_rule, desk.admin, "Money", {"any": ["money"]}, HIGH)
    for title in ("Money", "Refund", "Money refund"):
        await make_ticket(desk, title=title)
    found = await dry(desk, REFUND, rule_id=rule.id)
    before = {match.ticket.title: match.matched_before for match in found.matches}
    assert before == {"Money refund": True, "Refund": False}
    assert found.no_longer_matched == 1
    assert (await dry(desk, REFUND)).matches[0].matched_before is None


async def test_nothing_is_written(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk, title="Refund")
    before = (await Event.all().count(), await TriageRun.all().count())
    await dry(desk, REFUND)
    assert (await Event.all().count(), await TriageRun.all().count()) == before
    assert (await Ticket.get(id=ticket.id)).version == ticket.version


async def test_when_the_time_is_over_it_ends_and_says_so(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await open_desk()
    await make_ticket(desk, title="Refund")
    monkeypatch.setattr(dry_run, "TIME_LIMIT_S", 0.0)
    found = await dry(desk, REFUND)
    assert (found.is_complete, found.examined) == (False, 0)


async def test_wrong_rules_numbers_and_people_are_refused(db: str) -> None:
    desk = await open_desk()
    wrong = await refused(dry(desk, {"regex": ["("]}), ErrorCode.INVALID)
    assert wrong.path == ("input", "conditions", "regex")
    await refused(dry(desk, REFUND, last=1_001), ErrorCode.OUT_OF_RANGE)
    await refused(dry(desk, REFUND, last=0), ErrorCode.OUT_OF_RANGE)
    await refused(dry(desk, REFUND, rule_id="rul_gone"), ErrorCode.NOT_FOUND)
    asked = dry_run_rule(desk.moderator, REFUND, HIGH, threshold=0.6)
    await refused(asked, ErrorCode.FORBIDDEN)
