"""What a rule that is not saved yet would have done to the newest tickets."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from domain.actors import Actor
from domain.desk_copy import load_desk
from domain.errors import DomainError, ErrorCode, not_found
from domain.models import Ticket, TriageRule
from domain.policy import require_admin
from domain.text import check_id
from domain.triage.fusion import fuse
from domain.triage.matching import Reading
from domain.triage.patterns import Deadline
from domain.triage.reading import load_choices, load_currents, read_tickets
from domain.triage.rule_sheet import beside_loop
from domain.triage.rules import Findings, Match, Rule, meets, parse_rule, propose
from domain.triage.settings import settings_of
from domain.triage.terms import TermIndex
from domain.triage.values import LIST_FIELDS, Choices, Current, TicketText
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import DecidedBy, TriageField

MOST_TICKETS: Final = 1_000
MOST_SHOWN: Final = 100
BATCH: Final = 100
TIME_LIMIT_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class DryRunEffect:
    """One field of one ticket. `is_changing`: it would be applied, and differs."""

    field: TriageField
    before: Any
    decided_by: DecidedBy
    after: Any
    confidence: float
    is_applied: bool
    is_changing: bool


@dataclass(frozen=True, slots=True)
class DryRunMatch:
    """A ticket that the rule matches; `matched_before` by the saved rule, where one is named."""

    ticket: Ticket
    evidence: tuple[str, ...]
    effects: tuple[DryRunEffect, ...]
    assignee_id: str | None
    matched_before: bool | None


@dataclass(slots=True)
class DryRun:
    """`matches` are the newest `MOST_SHOWN`, the counts are of all that were looked at."""

    examined: int = 0
    matched: int = 0
    changing: int = 0
    no_longer_matched: int = 0
    is_complete: bool = True
    duration_ms: int = 0
    matches: list[DryRunMatch] = field(default_factory=list)
    applied: Counter[TriageField] = field(default_factory=Counter)
    suggested: Counter[TriageField] = field(default_factory=Counter)
    changed: Counter[TriageField] = field(default_factory=Counter)

    def count(self, match: DryRunMatch) -> None:
        self.matched += 1
        self.changing += any(effect.is_changing for effect in match.effects)
        if len(self.matches) < MOST_SHOWN:
            self.matches.append(match)
        for effect in match.effects:
            (self.applied if effect.is_applied else self.suggested)[effect.field] += 1
            self.changed[effect.field] += effect.is_changing


@dataclass(frozen=True, slots=True)
class _Batch:
    tickets: Sequence[Ticket]
    texts: Mapping[str, TicketText]
    current: Mapping[str, Mapping[TriageField, Current]]


async def dry_run_rule(
    actor: Actor,
    conditions: object,
    results: object,
    confidence: float = 0.8,
    *,
    last: int = 100,
    rule_id: str | None = None,
    threshold: float,
) -> DryRun:
    """Ask the rule alone about the `last` tickets as they stand now; writes nothing.

    For admins. `rule_id` names the saved rule that this one is to replace. `threshold` is
    that of fields for which admins have set none. Ends after `TIME_LIMIT_S`, if need be
    incomplete. Raises what `parse_rule` does, OUT_OF_RANGE and NOT_FOUND.
    """
    require_admin(actor)
    if not 1 <= last <= MOST_TICKETS:
        raise DomainError(
            ErrorCode.OUT_OF_RANGE, f"`last` is between 1 and {MOST_TICKETS:,}.", ("last",)
        )
    started, deadline = perf_counter(), Deadline.after(TIME_LIMIT_S)
    rule = await beside_loop(lambda: parse_rule(conditions, results, confidence=confidence))
    saved = await transact(_saved, actor, rule_id) if rule_id else None
    choices, thresholds = await transact(_surroundings, actor, threshold)
    run, before = DryRun(), None
    while run.examined < last:
        batch = await transact(_read, actor, before, min(BATCH, last - run.examined))
        if not batch.tickets:
            break
        found, found_before = await _ask((rule, saved), batch, choices, deadline)
        if deadline.is_over:
            run.is_complete = False
            break
        for ticket in batch.tickets:
            matched = (found or {}).get(ticket.id)
            matched_before = None if found_before is None else ticket.id in found_before
            if matched is None:
                run.no_longer_matched += bool(matched_before)
                continue
            findings = propose(rule, matched, choices)
            effects = tuple(_effects(findings, batch.current[ticket.id], thresholds))
            assignee_id = findings.assignee.user_id if findings.assignee else None
            run.count(DryRunMatch(ticket, matched.evidence, effects, assignee_id, matched_before))
        run.examined += len(batch.tickets)
        before = batch.tickets[-1].id
    run.duration_ms = round((perf_counter() - started) * 1000)
    return run


async def _saved(uow: UnitOfWork, rule_id: str) -> Rule:
    check_id(rule_id, "triage rule", "ruleId")
    row = await TriageRule.get_or_none(id=rule_id, using_db=uow.db)
    if row is None:
        raise not_found("triage rule", "ruleId")
    return parse_rule(row.conditions, row.results, name=row.name, confidence=row.confidence)


async def _surroundings(
    uow: UnitOfWork, threshold: float
) -> tuple[Choices, Mapping[TriageField, float]]:
    desk = await load_desk(uow.db)
    return await load_choices(uow, desk), settings_of(desk, threshold).thresholds


async def _read(uow: UnitOfWork, before: str | None, size: int) -> _Batch:
    rows = Ticket.all() if before is None else Ticket.filter(id__lt=before)
    tickets = await rows.using_db(uow.db).order_by("-id").limit(size)
    texts = await read_tickets(uow, tickets, as_it_stands=True)
    return _Batch(tickets, texts, await load_currents(uow, tickets))


_Matches = dict[str, Match]


async def _ask(
    rules: Sequence[Rule | None], batch: _Batch, choices: Choices, deadline: Deadline
) -> list[_Matches | None]:
    """For each rule, why which tickets match it."""

    def ask(rule: Rule) -> _Matches:
        index = TermIndex(rule.conditions.terms)
        readings = {id: Reading.of(text, index, deadline) for id, text in batch.texts.items()}
        asked = {id: meets(rule, reading, choices) for id, reading in readings.items()}
        return {id: matched for id, matched in asked.items() if matched is not None}

    return await beside_loop(lambda: [ask(rule) if rule else None for rule in rules])


def _effects(
    found: Findings,
    current: Mapping[TriageField, Current],
    thresholds: Mapping[TriageField, float],
) -> Iterator[DryRunEffect]:
    proposed = {candidate.field for candidate in found.candidates}
    for decision in fuse(found.candidates, current, thresholds):
        if decision.field not in proposed:
            continue
        stands = current.get(decision.field, Current(None))
        is_new = _differs(decision.field, stands.value, decision.value)
        yield DryRunEffect(
            field=decision.field,
            before=stands.value,
            decided_by=stands.decided_by,
            after=decision.value,
            confidence=decision.confidence,
            is_applied=decision.is_applied,
            is_changing=decision.is_applied and is_new,
        )


def _differs(field: TriageField, before: Any, after: Any) -> bool:
    if field in LIST_FIELDS:
        return not set(after) <= set(before or ())
    return bool(before != after)
