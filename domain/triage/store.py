"""Triage in the database: what a run reads, and what it leaves behind."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from domain.database.statements import alone, insert_values, update
from domain.events import Change, ticket_event
from domain.ids import new_id
from domain.models import Ticket, TriageRun
from domain.providers.books import spent_on
from domain.tickets import is_human_choice
from domain.tickets.changes import record_changes, text_change
from domain.tickets.references import add_tags, suggest_skills
from domain.tickets.rows import lock_ticket, save_ticket
from domain.tickets.triaged import column_value, set_decision
from domain.triage.batches import settle_items
from domain.triage.engine import text_hash
from domain.triage.fusion import fuse
from domain.triage.llm_trust import with_llm_trust
from domain.triage.notes import compose_notes
from domain.triage.reading import current_of, load_choices, text_of
from domain.triage.run_rows import read_end, read_start
from domain.triage.settings import settings_of
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

_OVER = (TriageStatus.COMPLETED, TriageStatus.FAILED)
_ENDED = (
    "status",
    "model",
    "prompt_version",
    "input_tokens",
    "output_tokens",
    "cost_micros",
    "latency_ms",
    "summary",
    "notes",
    "suggested_reply",
    "fallback_reason",
    "assignee_wish",
    "finished_at",
)
# Without the model: a run makes eight of them, and instances cost more than all else of it.
_DECISION = (
    "id",
    "run_id",
    "ticket_id",
    "field",
    "value",
    "confidence",
    "llm_confidence",
    "decided_by",
    "evidence",
    "is_applied",
    "is_automatic",
)


async def start_triage(uow: UnitOfWork, run_id: str) -> TriageTask | None:
    """Read all that a run needs; None when the run is over, or its ticket gone."""
    with alone(uow.db):  # nobody else writes a run under way
        found = await read_start(uow, run_id)
    if found is None or found.run.status in _OVER:
        return None
    run, ticket, rules = found.run, found.ticket, found.desk.rules
    if run.status is TriageStatus.QUEUED:
        data = {"runId": run.id}
        uow.record(ticket_event(EventKind.TRIAGE_STARTED, ticket, staff_only=True, data=data))
    run.status = TriageStatus.STARTED
    run.text_hash = text_hash(ticket.title, ticket.description)
    await uow.write_later(run.id, update(run, ("status", "text_hash")))
    names_somebody = any(rule.names_somebody for rule in rules)
    return TriageTask(
        run_id=run.id,
        ticket_id=ticket.id,
        text=text_of(ticket, found.requester_tags, found.requester_email, found.tags, uow.now),
        text_hash=run.text_hash,
        choices=await load_choices(uow, found.desk) if names_somebody else found.desk.choices,
        rules=rules,
        model_id=found.desk.serving_id,
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
    found = await read_end(uow, task.run_id)
    if ticket is None or found is None or found.run.status is not TriageStatus.STARTED:
        return
    run = found.run
    run.latency_ms = (run.latency_ms or 0) + outcome.latency_ms
    # From the books: what failed, and what a dead worker had asked, has cost as well.
    run.input_tokens, run.output_tokens, run.cost_micros = found.spent
    if text_hash(ticket.title, ticket.description) != outcome.text_hash and not is_again:
        await _read_again(uow, ticket, run)
        return
    choices = found.desk.choices
    candidates = [c for c in outcome.candidates if _exists(c, choices)]
    current = current_of(ticket, found.skill_ids, found.tag_ids)
    settings = settings_of(found.desk, threshold)
    believed = with_llm_trust(candidates, settings.llm_trust)
    decisions = fuse(believed, current, settings.thresholds)
    run.status, run.finished_at = TriageStatus.COMPLETED, uow.now
    run.model, run.prompt_version = outcome.model, outcome.prompt_version
    run.fallback_reason = outcome.fallback_reason
    wish = outcome.assignee
    run.assignee_wish = {"userId": wish.user_id, "rule": wish.rule} if wish else None
    run.summary, run.suggested_reply = outcome.summary, outcome.reply
    run.notes = outcome.notes or compose_notes(decisions, choices)
    await _write_ticket(uow, ticket, run, decisions, current, choices, outcome.answer)
    await uow.write_later(run.id, update(run, _ENDED))
    await _write_decisions(uow, run, decisions, current, candidates)
    data: dict[str, Any] = {"runId": run.id, "fallbackReason": run.fallback_reason}
    if found.is_awaited:
        await uow.settle()
        data |= _batches(await settle_items(uow, run.id))
    event_id = uow.record(
        ticket_event(EventKind.TRIAGE_COMPLETED, ticket, staff_only=True, data=data)
    )
    _assign_next(uow, ticket.id, event_id)


async def fail_triage(uow: UnitOfWork, run_id: str, error: str) -> None:
    """Note that a run is over without a decision; the ticket is assigned all the same."""
    run = await TriageRun.get_or_none(id=run_id, using_db=uow.db)
    if run is None or run.status in _OVER:
        return
    ticket = await Ticket.get(id=run.ticket_id, using_db=uow.db)
    run.status, run.error, run.finished_at = TriageStatus.FAILED, error[:2000], uow.now
    spent = await spent_on(run.id, uow)
    run.input_tokens, run.output_tokens = spent.input_tokens, spent.output_tokens
    run.cost_micros = spent.cost_micros
    await run.save(using_db=uow.db)
    data = {"runId": run.id} | _batches(await settle_items(uow, run.id, error))
    event_id = uow.record(ticket_event(EventKind.TRIAGE_FAILED, ticket, staff_only=True, data=data))
    _assign_next(uow, ticket.id, event_id)


async def _write_ticket(
    uow: UnitOfWork,
    ticket: Ticket,
    run: TriageRun,
    decisions: tuple[Decision, ...],
    current: Mapping[TriageField, Current],
    choices: Choices,
    composed: str,
) -> None:
    """What is applied, and the texts: one change of the row, with an event for each sort."""
    applied = [
        decision
        for decision in decisions
        if decision.is_applied
        and decision.decided_by in MACHINE_DECIDERS
        and not is_human_choice(ticket, decision.field)
    ]
    changes = [await _apply(uow, ticket, one, current, choices) for one in applied]
    changes = [change for change in changes if change.before != change.after]
    texts = _set_texts(ticket, run, composed)
    if applied or texts:
        fields = [*(change.field for change in changes), *texts]
        await save_ticket(uow, ticket, *fields)
    record_changes(uow, ticket, changes)
    record_changes(uow, ticket, [text_change(field) for field in texts])


async def _apply(
    uow: UnitOfWork,
    ticket: Ticket,
    decision: Decision,
    current: Mapping[TriageField, Current],
    choices: Choices,
) -> Change:
    """Set one field to a value that exists; the row is written later."""
    field, value = decision.field, decision.value
    stands = current.get(field, Current([])).value
    if field is TriageField.SKILLS:
        await suggest_skills(uow, ticket, stands, value)
        return Change.of("skills", stands, sorted(value))
    if field is TriageField.TAGS:
        await add_tags(uow, ticket, sorted(set(value) - set(stands)))
        names = {tag.id: tag.name for tag in choices.tags}
        after = {*stands, *value}
        return Change.of("tags", sorted(names[it] for it in stands), sorted(map(names.get, after)))
    if field is not TriageField.CATEGORY:
        value = column_value(field, value)
    return set_decision(ticket, field, value, decision.decided_by)


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
        (
            new_id("dec"),
            run.id,
            run.ticket_id,
            decision.field.value,
            _as_json(decision.value),
            decision.confidence,
            _stated(decision, candidates),
            decision.decided_by.value,
            _as_json(decision.evidence),
            decision.is_applied,
            _is_automatic(decision, current),
        )
        for decision in decisions
    ]
    if rows:
        await uow.write_later(
            f"{run.id} decisions", insert_values("triage_decision", _DECISION, rows)
        )


def _as_json(value: Any) -> str:
    return orjson.dumps(value).decode()


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


def _set_texts(ticket: Ticket, run: TriageRun, composed: str) -> list[str]:
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
    return fields


def _assign_next(uow: UnitOfWork, ticket_id: str, event_id: str) -> None:
    uow.enqueue(JobKind.ASSIGN, event_id, {"ticketId": ticket_id}, ticket_id=ticket_id)


def _exists(candidate: Candidate, choices: Choices) -> bool:
    find = {
        TriageField.CATEGORY: choices.category_id,
        TriageField.SKILLS: choices.skill_id,
        TriageField.TAGS: choices.tag_id,
    }.get(candidate.field)
    return find is None or find(candidate.value) is not None
