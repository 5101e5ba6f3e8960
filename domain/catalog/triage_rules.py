"""Triage rules: edited by admins, checked before they are kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.catalog.names import record_catalog_change
from domain.errors import ErrorCode, invalid, not_found
from domain.events import Change
from domain.ids import new_id
from domain.models import TriageRule
from domain.names import clean_name
from domain.policy import require_admin
from domain.text import check_id
from domain.triage.rules import parse_rule
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType

MAX_RULES: Final = 500
_FIELDS: Final = ("name", "conditions", "results", "confidence", "is_enabled")
_NAMES: Final = {"is_enabled": "isEnabled"}


@dataclass(frozen=True, slots=True)
class TriageRuleChanges:
    name: str | UnsetType = UNSET
    conditions: object | UnsetType = UNSET
    results: object | UnsetType = UNSET
    confidence: float | UnsetType = UNSET
    is_enabled: bool | UnsetType = UNSET


async def create_triage_rule(
    uow: UnitOfWork,
    name: str,
    conditions: Any,
    results: Any,
    confidence: float = 0.8,
    is_enabled: bool = True,
) -> TriageRule:
    """Add a rule behind all others; raises what `parse_rule` does."""
    require_admin(uow.actor)
    name = clean_name(name, "name")
    _check(conditions, results, confidence)
    rules = await _lock_all(uow)
    if len(rules) >= MAX_RULES:
        raise invalid(f"At most {MAX_RULES} rules.", code=ErrorCode.OUT_OF_RANGE)
    rule = await TriageRule.create(
        id=new_id("rul"),
        name=name,
        position=max((other.position for other in rules), default=0) + 1,
        is_enabled=is_enabled,
        conditions=conditions,
        results=results,
        confidence=confidence,
        created_at=uow.now,
        using_db=uow.db,
    )
    record_catalog_change(uow, rule, action="created")
    return rule


async def update_triage_rule(
    uow: UnitOfWork, rule_id: str, changes: TriageRuleChanges, version: int | None = None
) -> TriageRule:
    """Change a rule; raises CONFLICT with the present one if it is no longer at `version`."""
    require_admin(uow.actor)
    rule = await _lock(uow, rule_id)
    if version is not None and version != rule.version:
        error = invalid("The rule was changed meanwhile.", code=ErrorCode.CONFLICT)
        error.current = rule
        raise error
    changed = []
    for field in _FIELDS:
        value = getattr(changes, field)
        if value is UNSET:
            continue
        value = clean_name(value, "name") if field == "name" else value
        if value != getattr(rule, field):
            changed.append(Change(_NAMES.get(field, field), getattr(rule, field), value))
            setattr(rule, field, value)
    _check(rule.conditions, rule.results, rule.confidence)
    if changed:
        rule.version += 1
        await rule.save(using_db=uow.db)
        record_catalog_change(uow, rule, *changed)
    return rule


async def delete_triage_rule(uow: UnitOfWork, rule_id: str) -> TriageRule:
    require_admin(uow.actor)
    rule = await _lock(uow, rule_id)
    await rule.delete(using_db=uow.db)
    record_catalog_change(uow, rule, action="deleted")
    return rule


async def reorder_triage_rules(uow: UnitOfWork, ids: Sequence[str]) -> list[TriageRule]:
    """Put all rules into the order of `ids`, which names each of them once."""
    require_admin(uow.actor)
    rules = {rule.id: rule for rule in await _lock_all(uow)}
    if len(ids) != len(set(ids)) or set(ids) != set(rules):
        raise invalid("Name every rule once: load the list again.", "ids")
    ordered = [rules[rule_id] for rule_id in ids]
    for position, rule in enumerate(ordered, start=1):
        if rule.position != position:
            change = Change("position", rule.position, position)
            rule.position = position
            await rule.save(using_db=uow.db, update_fields=("position",))
            record_catalog_change(uow, rule, change, action="reordered")
    return ordered


def _check(conditions: object, results: object, confidence: float) -> None:
    parse_rule(conditions, results, confidence=confidence)
    for name, value in (("conditions", conditions), ("results", results)):
        if "\\u0000" in json.dumps(value):
            raise invalid("The character U+0000 is not allowed.", name)


async def _lock(uow: UnitOfWork, rule_id: str) -> TriageRule:
    rows = TriageRule.filter(id=check_id(rule_id, "triage rule", "id")).using_db(uow.db)
    rule = await rows.select_for_update().get_or_none()
    if rule is None:
        raise not_found("triage rule", "id")
    return rule


async def _lock_all(uow: UnitOfWork) -> list[TriageRule]:
    return await TriageRule.all().using_db(uow.db).order_by("position", "id").select_for_update()
