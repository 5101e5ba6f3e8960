"""What staff say to triage: right, wrong, or once more. Each answer is a label."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain import limits
from domain.errors import invalid, not_found
from domain.events import ticket_event
from domain.ids import is_id, new_id
from domain.models import Job, Ticket, TicketTag, TriageDecision, TriageRun
from domain.tickets import apply_triage, load_ticket, queue_triage
from domain.tickets.rows import require_work
from domain.triage.learning import schedule_learning
from domain.triage.reading import load_current
from domain.triage.values import LIST_FIELDS
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import (
    MACHINE_DECIDERS,
    DecidedBy,
    EventKind,
    JobKind,
    JobState,
    Review,
    TriageField,
    TriageStatus,
)

_PREFIXES = {TriageField.CATEGORY: "cat", TriageField.SKILLS: "skl", TriageField.TAGS: "tag"}


async def accept_triage(
    uow: UnitOfWork, ticket_id: str, fields: Sequence[TriageField] | None = None
) -> Ticket:
    """Say that decisions were right, and apply those that were only suggested.

    Without `fields`: all that a machine decided and nobody has reviewed. Staff that may
    work on the ticket. Raises NOT_FOUND where there is no such decision, INVALID where a
    value no longer exists.
    """
    ticket = await _load(uow, ticket_id)
    run = await _last_run(uow, ticket)
    decisions = await _decisions(uow, run)
    if run is None or (fields is not None and not set(fields) <= decisions.keys()):
        raise not_found("decision", "fields")
    if fields is None:
        chosen = [
            d for d in decisions.values() if d.decided_by in MACHINE_DECIDERS and not d.review
        ]
    else:
        chosen = [decisions[field] for field in dict.fromkeys(fields)]
    if not chosen:
        return ticket
    values = {decision.field: decision.value for decision in chosen}
    if TriageField.TAGS in values:
        links = TicketTag.filter(ticket_id=ticket.id).using_db(uow.db)
        kept = [str(tag_id) for tag_id in await links.values_list("tag_id", flat=True)]
        values[TriageField.TAGS] = sorted({*kept, *values[TriageField.TAGS]})
    await apply_triage(uow, ticket, values, dict.fromkeys(values, DecidedBy.MODERATOR))
    for decision in chosen:
        decision.is_applied = True
        await _label(uow, decision, Review.ACCEPTED, decision.value)
    await _announce(uow, ticket, run, Review.ACCEPTED, values)
    return ticket


async def correct_triage(
    uow: UnitOfWork, ticket_id: str, corrections: Mapping[TriageField, Any]
) -> Ticket:
    """Say what decisions should have been; the values stand from now on.

    A correction that repeats the decision accepts it. Staff that may work on the ticket.
    Raises INVALID for values that do not exist.
    """
    ticket = await _load(uow, ticket_id)
    for field, value in corrections.items():
        _check_value(field, value)
    if not corrections:
        return ticket
    run = await _last_run(uow, ticket)
    decisions = await _decisions(uow, run)
    before = await load_current(uow, ticket)
    decided_by = dict.fromkeys(corrections, DecidedBy.MODERATOR)
    await apply_triage(uow, ticket, dict(corrections), decided_by)
    for field, value in corrections.items():
        if run is None:
            continue
        decision = decisions.get(field)
        if decision is None:
            stood = before[field].value if field in before else None
            decision = _undecided(run, field, stood)
            await decision.save(using_db=uow.db, force_create=True)
        is_same = _plain(decision.value) == _plain(value)
        await _label(uow, decision, Review.ACCEPTED if is_same else Review.CORRECTED, value)
    await _announce(uow, ticket, run, Review.CORRECTED, corrections)
    return ticket


async def retry_triage(uow: UnitOfWork, ticket_id: str) -> Ticket:
    """Have the ticket triaged again; while a triage is under way, that one counts."""
    ticket = await _load(uow, ticket_id)
    under_way = Job.filter(
        kind=JobKind.TRIAGE,
        ticket_id=ticket.id,
        state__in=[JobState.PENDING, JobState.RUNNING],
    )
    if not await under_way.using_db(uow.db).exists():
        await queue_triage(uow, ticket, new_id("evt"))
    return ticket


async def _load(uow: UnitOfWork, ticket_id: str) -> Ticket:
    ticket = await load_ticket(uow, ticket_id)
    require_work(uow.actor, ticket)
    return ticket


async def _last_run(uow: UnitOfWork, ticket: Ticket) -> TriageRun | None:
    runs = TriageRun.filter(ticket_id=ticket.id, status=TriageStatus.COMPLETED)
    return await runs.using_db(uow.db).order_by("-id").first()


async def _decisions(uow: UnitOfWork, run: TriageRun | None) -> dict[TriageField, TriageDecision]:
    if run is None:
        return {}
    rows = await TriageDecision.filter(run_id=run.id).using_db(uow.db)
    return {row.field: row for row in rows}


async def _label(uow: UnitOfWork, decision: TriageDecision, review: Review, value: Any) -> None:
    decision.review, decision.reviewed_value = review, value
    decision.reviewed_by_id, decision.reviewed_at = uow.actor.user_id, uow.now
    await decision.save(using_db=uow.db)


async def _announce(
    uow: UnitOfWork,
    ticket: Ticket,
    run: TriageRun | None,
    review: Review,
    fields: Mapping[TriageField, Any],
) -> None:
    data = {
        "runId": run.id if run else None,
        "review": review.value,
        "fields": [field.value for field in fields],
    }
    event_id = uow.record(
        ticket_event(EventKind.TRIAGE_REVIEWED, ticket, staff_only=True, data=data)
    )
    schedule_learning(uow)
    if TriageField.SKILLS in fields and ticket.queued_at is not None:
        uow.enqueue(JobKind.ASSIGN, event_id, {"ticketId": ticket.id}, ticket_id=ticket.id)


def _undecided(run: TriageRun, field: TriageField, stood: Any) -> TriageDecision:
    """A row for the label of a field that the run had nothing to say about."""
    return TriageDecision(
        id=new_id("dec"),
        run_id=run.id,
        ticket_id=run.ticket_id,
        field=field,
        value=stood if stood is not None else [] if field in LIST_FIELDS else "",
        confidence=0.0,
        decided_by=DecidedBy.DEFAULT,
    )


def _check_value(field: TriageField, value: Any) -> None:
    """Refuse what cannot be a value of the field at all, before the database sees it."""
    values = value if field in LIST_FIELDS and isinstance(value, list) else [value]
    if field in LIST_FIELDS and not isinstance(value, list):
        raise invalid(f"{field.value} takes a list of ids.", "corrections")
    if len(values) > max(limits.MAX_SKILLS, limits.MAX_TAGS):
        raise invalid(f"Too many {field.value.lower()}.", "corrections")
    for one in values:
        if not isinstance(one, str) or not one.isascii() or not one.isprintable():
            raise invalid(f"{field.value} takes strings.", "corrections")
        prefix = _PREFIXES.get(field)
        if prefix is not None and not is_id(one, prefix):
            raise not_found(field.value.lower(), "corrections")


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
