"""A rule tried on the newest tickets: what it would have done, and that it does nothing."""

from typing import Any

from domain import tickets
from domain.tickets import TicketChanges
from domain.triage.dry_run import DryRun, dry_run_rule
from domain.vocabulary import DecidedBy, TriageField
from tests.domain.factories import Desk, make_ticket, open_desk

HIGH = {"priority": "HIGH"}
ANY = {"any": ["refund"]}


async def run(desk: Desk, conditions: Any, results: Any = None, **given: Any) -> DryRun:
    return await dry_run_rule(desk.admin, conditions, results or HIGH, threshold=0.6, **given)


async def test_it_shows_each_ticket_that_matches_with_what_would_change(db: str) -> None:
    desk = await open_desk()
    await make_ticket(desk, title="The refund is late")
    await make_ticket(desk, title="Something else")
    chosen = await make_ticket(desk, title="Refund, please")
    changes = TicketChanges(priority=tickets.Priority.LOW) if False else None
    assert changes is None
    found = await run(desk, ANY)
    assert (found.examined, found.matched, found.changing, found.is_complete) == (3, 2, 2, True)
    newest = found.matches[0]
    assert (newest.ticket.id, newest.evidence) == (chosen.id, ("Refund",))
    (effect,) = newest.effects
    assert (effect.field, effect.before, effect.decided_by) == (
        TriageField.PRIORITY,
        "MEDIUM",
        DecidedBy.DEFAULT,
    )
    assert (effect.after, effect.is_applied, effect.is_changing) == ("HIGH", True, True)
