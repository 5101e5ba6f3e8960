"""Triage rules: edited by admins, checked before they are kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.admin_rows import lock_all, lock_row, place_behind, reorder
from domain.catalog.names import record_catalog_change
from domain.errors import invalid
from domain.events import Change
from domain.ids import new_id
from domain.models import TriageRule
from domain.names import clean_name
from domain.policy import require_admin
from domain.triage.rules import parse_rule
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType
from domain.versions import require_version

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
    position = place_behind(await lock_all(uow, TriageRule), MAX_RULES, "rule")
    rule = await TriageRule.create(
        id=new_id("rul"),
        name=name,
        position=position,
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
    rule = await lock_row(uow, TriageRule, rule_id, "triage rule")
    require_version(rule, version, "rule")
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
    rule = await lock_row(uow, TriageRule, rule_id, "triage rule")
    await rule.delete(using_db=uow.db)
    record_catalog_change(uow, rule, action="deleted")
    return rule


async def reorder_triage_rules(uow: UnitOfWork, ids: Sequence[str]) -> list[TriageRule]:
    """Put all rules into the order of `ids`, which names each of them once."""
    require_admin(uow.actor)

    def record(rule: TriageRule, change: Change) -> str:
        return record_catalog_change(uow, rule, change, action="reordered")

    return await reorder(uow, TriageRule, ids, "rule", record)


def _check(conditions: object, results: object, confidence: float) -> None:
    parse_rule(conditions, results, confidence=confidence)
    for name, value in (("conditions", conditions), ("results", results)):
        if "\\u0000" in json.dumps(value):
            raise invalid("The character U+0000 is not allowed.", name)
