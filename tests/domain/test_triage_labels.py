"""What the model learns from: what people have said about tickets, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from domain import clock, tickets
from domain.catalog import delete_category
from domain.ids import new_id
from domain.models import Skill, Ticket, TriageDecision, TriageRun
from domain.tickets import TicketChanges
from domain.triage import labels
from domain.triage.labels import Labelled, load_labelled, most_labels
from domain.triage.review import accept_triage, correct_triage
from domain.unit_of_work import transact
from domain.vocabulary import DecidedBy, Priority, TriageField, TriageStatus
from tests.domain.factories import Desk, make_category, make_skill, make_ticket, open_desk

C, P, S = TriageField.CATEGORY, TriageField.PRIORITY, TriageField.SKILLS


@pytest.fixture
async def desk(db: str) -> Desk:
    return await open_desk()


async def triaged(desk: Desk, **decided: Any) -> Ticket:
    """A ticket with a finished run that suggests something for each of `decided`."""
    ticket = await make_ticket(desk, title=new_id("ttl"))
    run = await TriageRun.get(ticket_id=ticket.id)
    await TriageRun.filter(id=run.id).update(status=TriageStatus.COMPLETED)
    for name, value in decided.items():
        await TriageDecision.create(
            id=new_id("dec"), run_id=run.id, ticket_id=ticket.id, field=TriageField[name],
            value=value, confidence=0.5, decided_by=DecidedBy.RULE,
        )  # fmt: skip
    return ticket


async def labelled() -> dict[str, Labelled]:
    return {one.text.title: one for one in await load_labelled()}


async def test_what_nobody_has_looked_at_is_no_label(desk: Desk) -> None:
    await triaged(desk, CATEGORY=desk.category.id, PRIORITY="HIGH")
    assert await load_labelled() == []
    assert await most_labels() == 0


async def test_accepted_corrected_and_chosen_values_are_labels(desk: Desk) -> None:
    vpn, skill = await make_category("vpn"), await make_skill("Networks")
    accepted = await triaged(desk, CATEGORY=vpn.id, PRIORITY="HIGH")
    await transact(accept_triage, desk.moderator, accepted.id, [C])
    corrected = await triaged(desk, CATEGORY=desk.category.id)
    right = {C: vpn.id, P: "LOW", S: [skill.id]}
    await transact(correct_triage, desk.moderator, corrected.id, right)
    by_hand = await make_ticket(desk, title="By hand")
    changes = TicketChanges(priority=Priority.CRITICAL, skill_ids=(skill.id,))
    await transact(tickets.update_ticket, desk.moderator, by_hand.id, changes)
    await make_ticket(desk, title="Asked for", category_id=vpn.id)
    found = await labelled()
    assert {title: dict(one.labels) for title, one in found.items()} == {
        accepted.title: {C: vpn.id},
        corrected.title: right,
        "By hand": {P: "CRITICAL", S: [skill.id]},
        "Asked for": {C: vpn.id},
    }
    assert await most_labels() == 3


async def test_the_newest_word_counts(desk: Desk) -> None:
    ticket = await triaged(desk, PRIORITY="HIGH")
    await transact(accept_triage, desk.moderator, ticket.id, [P])
    await transact(correct_triage, desk.moderator, ticket.id, {P: "LOW"})
    assert dict((await labelled())[ticket.title].labels) == {P: "LOW"}
    changes = TicketChanges(priority=Priority.MEDIUM)
    await transact(tickets.update_ticket, desk.moderator, ticket.id, changes)
    assert dict((await labelled())[ticket.title].labels) == {P: "MEDIUM"}


async def test_no_skills_can_be_right_too(desk: Desk) -> None:
    skill = await make_skill("Networks")
    ticket = await triaged(desk, SKILLS=[skill.id])
    await transact(correct_triage, desk.moderator, ticket.id, {S: []})
    assert dict((await labelled())[ticket.title].labels) == {S: []}


async def test_labels_of_what_is_gone_are_dropped(desk: Desk) -> None:
    vpn, skill = await make_category("vpn"), await make_skill("Networks")
    ticket = await triaged(desk, CATEGORY=desk.category.id)
    right = {C: vpn.id, P: "LOW", S: [skill.id]}
    await transact(correct_triage, desk.moderator, ticket.id, right)
    await transact(delete_category, desk.admin, vpn.id, desk.category.id)
    await Skill.filter(id=skill.id).delete()
    assert (await Ticket.get(id=ticket.id)).category_id == desk.category.id
    assert dict((await labelled())[ticket.title].labels) == {P: "LOW"}


async def test_labels_come_oldest_first_and_the_newest_are_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [await triaged(desk, PRIORITY="HIGH") for _ in range(4)]
    for ticket in (made[2], made[0], made[3], made[1]):
        await transact(accept_triage, desk.moderator, ticket.id, [P])
    titles = [one.text.title for one in await load_labelled()]
    assert titles == [made[place].title for place in (2, 0, 3, 1)]
    monkeypatch.setattr(labels, "MOST_LABELLED", 2)
    assert [one.text.title for one in await load_labelled()] == titles[2:]


async def test_the_answer_is_not_given_away_with_the_text(desk: Desk) -> None:
    """Rules may ask for category, tags and due date, which people set when they review."""
    vpn = await make_category("vpn")
    ticket = await triaged(desk, CATEGORY=desk.category.id)
    await transact(correct_triage, desk.moderator, ticket.id, {C: vpn.id})
    changes = TicketChanges(tags=("tunnel",), due_at=clock.now() + timedelta(days=1))
    await transact(tickets.update_ticket, desk.moderator, ticket.id, changes)
    text = (await labelled())[ticket.title].text
    assert (text.category_id, text.tags, text.hours_left) == (None, frozenset(), None)
