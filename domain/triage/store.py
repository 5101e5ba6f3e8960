"""Triage in the database: what a run reads, and what it leaves behind."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.events import ticket_event
from domain.ids import new_id
from domain.models import (
    Ticket,
    TriageDecision,
    TriageRun,
)
from domain.providers.books import spent_on
from domain.tickets import apply_triage
from domain.tickets.changes import record_changes, text_change
from domain.tickets.rows import lock_ticket, save_ticket
from domain.triage.batches import settle_items
from domain.triage.engine import text_hash
from domain.triage.fusion import fuse
from domain.triage.llm_trust import with_llm_trust
from domain.triage.notes import compose_notes
from domain.triage.reading import load_choices, load_current, read_tickets
from domain.triage.rule_sheet import load_rules
from domain.triage.serving import serving_id
from domain.triage.settings import load_triage_settings
from domain.triage.values import (
    LIST_FIELDS,
    Candidate,
    Choices,
    Current,
    Decision,
    Outcome,
    TriageTask,
)
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import (
    HUMAN_DECIDERS,
    MACHINE_DECIDERS,
    DecidedBy,
    EventKind,
    JobKind,
    TriageField,
    TriageStatus,
)


async def start_triage(uow: UnitOfWork, run_id: str) -> TriageTask | None:
    """Read all that a run needs; None when the run is over, or its ticket gone."""
    run = await TriageRun.get_or_none(id=run_id, using_db=uow.db)
    if run is None or run.status in (TriageStatus.COMPLETED, TriageStatus.FAILED):
        return None
    ticket = await Ticket.get(id=run.ticket_id, using_db=uow.db)
    if run.status is TriageStatus.QUEUED:
        data = {"runId": run.id}
        uow.record(ticket_event(EventKind.TRIAGE_STARTED, ticket, staff_only=True, data=data))
    run.status = TriageStatus.STARTED
    run.text_hash = text_hash(ticket.title, ticket.description)
    await run.save(using_db=uow.db, update_fields=["status", "text_hash"])
    rules = await load_rules(uow)
    return TriageTask(
        run_id=run.id,
        ticket_id=ticket.id,
        text=(await read_tickets(uow, [ticket]))[ticket.id],
        text_hash=run.text_hash,
        choices=await load_choices(uow, with_staff=any(rule.names_somebody for rule in rules)),
        rules=rules,
        model_id=await serving_id(uow),
    )


async def complete_triage(
    uow: UnitOfWork, task: TriageTask, outcome: Outcome, *, threshold: float, is_again: bool
) -> None:
    """Decide against the ticket as it is now, write it all down, and have it assigned.

    When the text has changed meanwhile, the same run reads the new text, once. What a
    human has set meanwhile stays; the decision is then a suggestion. `threshold` is that of
    fields for which admins have set none.
    """
    ticket = await lock_ticket(uow, task.ticket_id)
    run = await TriageRun.get_or_none(id=task.run_id, using_db=uow.db)
    if ticket is None or run is None or run.status is not TriageStatus.STARTED:
        return
    run.latency_ms = (run.latency_ms or 0) + outcome.latency_ms
    await _read_cost(uow, run)
    if text_hash(ticket.title, ticket.description) != outcome.text_hash and not is_again:
        await _read_again(uow, ticket, run)
        return
    choices = await load_choices(uow)
    candidates = [c for c in outcome.candidates if _exists(c, choices)]
    current = await load_current(uow, ticket)
    settings = await load_triage_settings(threshold, uow.db)
    believed = with_llm_trust(candidates, settings.llm_trust)
    decisions = fuse(believed, current, settings.thresholds)
    await _apply(uow, ticket, decisions, current)
    run.status, run.finished_at = TriageStatus.COMPLETED, uow.now
    run.model, run.prompt_version = outcome.model, outcome.prompt_version
    run.fallback_reason = outcome.fallback_reason
    wish = outcome.assignee
    run.assignee_wish = {"userId": wish.user_id, "rule": wish.rule} if wish else None
    run.summary, run.suggested_reply = outcome.summary, outcome.reply
    run.notes = outcome.notes or compose_notes(decisions, choices)
    await run.save(using_db=uow.db)
    await _write_decisions(uow, run, decisions, current, candidates)
    await _write_texts(uow, ticket, run, outcome.answer)
    data: dict[str, Any] = {"runId": run.id, "fallbackReason": run.fallback_reason}
    data |= _batches(await settle_items(uow, run.id))
    event_id = uow.record(
        ticket_event(EventKind.TRIAGE_COMPLETED, ticket, staff_only=True, data=data)
    )
    _assign_next(uow, ticket.id, event_id)


async def fail_triage(uow: UnitOfWork, run_id: str, error: str) -> None:
    """Note that a run is over without a decision; the ticket is assigned all the same."""
    run = await TriageRun.get_or_none(id=run_id, using_db=uow.db)
    if run is None or run.status in (TriageStatus.COMPLETED, TriageStatus.FAILED):
        return
    ticket = await Ticket.get(id=run.ticket_id, using_db=uow.db)
    run.status, run.error, run.finished_at = TriageStatus.FAILED, error[:2000], uow.now
    await _read_cost(uow, run)
    await run.save(using_db=uow.db)
    data = {"runId": run.id} | _batches(await settle_items(uow, run.id, error))
    event_id = uow.record(ticket_event(EventKind.TRIAGE_FAILED, ticket, staff_only=True, data=data))
    _assign_next(uow, ticket.id, event_id)


async def _apply(
    uow: UnitOfWork,
    ticket: Ticket,
    decisions: tuple[Decision, ...],
    current: Mapping[TriageField, Current],
) -> None:
    values, deciders = {}, {}
    for decision in decisions:
        if decision.is_applied and decision.decided_by in MACHINE_DECIDERS:
            values[decision.field] = decision.value
            deciders[decision.field] = decision.decided_by
    tags = current.get(TriageField.TAGS)
    if tags is not None and TriageField.TAGS in values:
        values[TriageField.TAGS] = sorted({*tags.value, *values[TriageField.TAGS]})
    await apply_triage(uow, ticket, values, deciders)


async def _read_cost(uow: UnitOfWork, run: TriageRun) -> None:
    """From the books: what failed, and what a dead worker had asked, has cost as well."""
    spent = await spent_on(run.id, uow)
    run.input_tokens, run.output_tokens = spent.input_tokens, spent.output_tokens
    run.cost_micros = spent.cost_micros


async def abandon_triage(uow: UnitOfWork, run_id: str) -> None:
    """Note that there is nothing to triage any more: the ticket was deleted."""
    await settle_items(uow, run_id, "The ticket was deleted.")


def _batches(ids: list[str]) -> dict[str, Any]:
    return {"batchIds": ids} if ids else {}


async def _read_again(uow: UnitOfWork, ticket: Ticket, run: TriageRun) -> None:
    run.status = TriageStatus.QUEUED
    await run.save(using_db=uow.db)
    event_id = uow.record(
        ticket_event(EventKind.TRIAGE_QUEUED, ticket, staff_only=True, data={"runId": run.id})
    )
    uow.enqueue(
        JobKind.TRIAGE,
        f"{ticket.id}:{event_id}",
        {"ticketId": ticket.id, "runId": run.id, "again": True},
        ticket_id=ticket.id,
    )


async def _write_decisions(
    uow: UnitOfWork,
    run: TriageRun,
    decisions: tuple[Decision, ...],
    current: Mapping[TriageField, Current],
    candidates: Sequence[Candidate],
) -> None:
    rows = [
        TriageDecision(
            id=new_id("dec"),
            run_id=run.id,
            ticket_id=run.ticket_id,
            field=decision.field,
            value=decision.value,
            confidence=decision.confidence,
            llm_confidence=_stated(decision, candidates),
            decided_by=decision.decided_by,
            evidence=list(decision.evidence),
            is_applied=decision.is_applied,
            is_automatic=_is_automatic(decision, current),
        )
        for decision in decisions
    ]
    await TriageDecision.bulk_create(rows, using_db=uow.db)


def _stated(decision: Decision, candidates: Sequence[Candidate]) -> float | None:
    """How sure a language model said it was of the decision's value, or of items of it."""
    chosen = decision.value if decision.field in LIST_FIELDS else [decision.value]
    said = (
        one.confidence
        for one in candidates
        if one.source is DecidedBy.LLM and one.field is decision.field and one.value in chosen
    )
    return min(said, default=None)


def _is_automatic(decision: Decision, current: Mapping[TriageField, Current]) -> bool:
    """Whether a machine's decision stands because it was sure enough, and not by chance."""
    stands = current.get(decision.field)
    is_free = stands is None or stands.decided_by not in HUMAN_DECIDERS
    return decision.is_applied and is_free and decision.decided_by in MACHINE_DECIDERS


async def _write_texts(uow: UnitOfWork, ticket: Ticket, run: TriageRun, composed: str) -> None:
    """Start the ticket's notes from the run's; give the requester an answer.

    The model's comes before the `composed` one; what staff wrote there stays, also if nothing.
    """
    fields = []
    if run.notes and not ticket.notes and "notes" not in ticket.field_versions:
        ticket.notes = run.notes
        fields.append("notes")
    answer = run.suggested_reply or composed
    if answer and not ticket.ai_answer and "aiAnswer" not in ticket.field_versions:
        ticket.ai_answer = answer
        fields.append("aiAnswer")
    if fields:
        await save_ticket(uow, ticket, *fields)
        record_changes(uow, ticket, [text_change(field) for field in fields])


def _assign_next(uow: UnitOfWork, ticket_id: str, event_id: str) -> None:
    uow.enqueue(JobKind.ASSIGN, event_id, {"ticketId": ticket_id}, ticket_id=ticket_id)


def _exists(candidate: Candidate, choices: Choices) -> bool:
    find = {
        TriageField.CATEGORY: choices.category_id,
        TriageField.SKILLS: choices.skill_id,
        TriageField.TAGS: choices.tag_id,
    }.get(candidate.field)
    return find is None or find(candidate.value) is not None
