"""Who should take a ticket: a pure function of the needed skills and the people.

Skills first, then room: 70 % of a score is how well somebody masters what is needed, 30 %
the share of his capacity that is free.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from domain.limits import MAX_SKILL_LEVEL
from domain.triage.values import AssigneeWish
from domain.vocabulary import Role

SKILL_WEIGHT: Final = 0.7
ROOM_WEIGHT: Final = 0.3


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff. `load` counts his active tickets; `last_assigned` is an id or ""."""

    id: str
    name: str
    role: Role
    is_available: bool
    capacity: int
    load: int
    skills: Mapping[str, int] = field(default_factory=dict)
    last_assigned: str = ""

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity

    @property
    def is_free(self) -> bool:
        return self.is_available and self.has_room


@dataclass(frozen=True, slots=True)
class Needs:
    """Skill id → name. Confirmed ones must all be there; suggested ones count in the score."""

    confirmed: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, str]:
        return {**self.suggested, **self.confirmed}


@dataclass(frozen=True, slots=True)
class Choice:
    """`assignee_id` is None when the ticket waits in the queue."""

    assignee_id: str | None
    reasons: list[str]
    candidates: list[dict[str, Any]]


def choose(needs: Needs, people: Sequence[Person], wish: AssigneeWish | None = None) -> Choice:
    """Whom a rule asks for, if he is free. Else the best moderator with the skills; the queue
    while those are full or away; an admin where nobody has them. Equal scores go to whoever
    was assigned something longest ago.
    """
    wished = next((p for p in people if wish and p.id == wish.user_id), None)
    by_skill = _choose_by_skill(needs, people)
    if wish is None or wished is None:
        return by_skill
    asked = f"The rule “{wish.rule}” asks for {wished.name}"
    if not wished.is_free:
        refused = f"{asked}, who is {'full' if wished.is_available else 'away'}."
        return replace(by_skill, reasons=[refused, *by_skill.reasons])
    load = f"{wished.name} has {wished.load} of {wished.capacity} tickets."
    ranked = sorted(by_skill.candidates, key=lambda c: c["userId"] != wished.id)
    return Choice(wished.id, [f"{asked}.", load], ranked)


def _choose_by_skill(needs: Needs, people: Sequence[Person]) -> Choice:
    moderators = [person for person in people if person.role is Role.MODERATOR]
    capable = [person for person in moderators if is_capable(person, needs)]
    pool = capable or [person for person in people if person.role is Role.ADMIN]
    ranked = sorted(
        people,
        key=lambda p: (
            not (p in pool and p.is_free),
            -(score(p, needs) if capable else room(p)),
            p.last_assigned,
            p.id,
        ),
    )
    candidates = [_candidate(person, needs, person in pool) for person in ranked]
    chosen = ranked[0] if ranked and ranked[0] in pool and ranked[0].is_free else None
    if chosen is None:
        return Choice(None, [_why_queued(needs, capable, pool)], candidates)
    return Choice(chosen.id, _why_chosen(chosen, needs, bool(capable)), candidates)


def is_capable(person: Person, needs: Needs) -> bool:
    """Has all confirmed skills, and at least one of all where some are only suggested."""
    if not needs.all:
        return True
    has_confirmed = all(skill_id in person.skills for skill_id in needs.confirmed)
    return has_confirmed and any(skill_id in person.skills for skill_id in needs.all)


def skill_match(person: Person, needs: Needs) -> float:
    """0–1: the mean level of the needed skills, as a share of the highest."""
    if not needs.all:
        return 1.0
    levels = sum(person.skills.get(skill_id, 0) for skill_id in needs.all)
    return levels / (MAX_SKILL_LEVEL * len(needs.all))


def room(person: Person) -> float:
    """0–1: the free share of the capacity."""
    if person.capacity <= 0:
        return 0.0
    return max(0.0, 1 - person.load / person.capacity)


def score(person: Person, needs: Needs) -> float:
    return SKILL_WEIGHT * skill_match(person, needs) + ROOM_WEIGHT * room(person)


def _candidate(person: Person, needs: Needs, is_in_pool: bool) -> dict[str, Any]:
    return {
        "userId": person.id,
        "name": person.name,
        "score": round(score(person, needs), 4),
        "skill": round(skill_match(person, needs), 4),
        "load": round(1 - room(person), 4),
        "available": person.is_available,
        "reason": _standing(person, needs, is_in_pool),
    }


def _standing(person: Person, needs: Needs, is_in_pool: bool) -> str:
    if person.role is Role.ADMIN and not is_in_pool:
        return "Admins step in only when no moderator has the skills."
    missing = [name for skill_id, name in needs.all.items() if skill_id not in person.skills]
    if not is_in_pool:
        return f"Lacks {', '.join(sorted(missing))}."
    if not person.is_available:
        return "Away."
    if not person.has_room:
        return f"Full: {person.load} of {person.capacity} tickets."
    return f"Could take it: {person.load} of {person.capacity} tickets."


def _why_chosen(person: Person, needs: Needs, is_by_skill: bool) -> list[str]:
    load = f"{person.name} has {person.load} of {person.capacity} tickets."
    if not is_by_skill:
        wanted = ", ".join(sorted(needs.all.values()))
        nobody = f"No moderator has what it needs: {wanted}." if wanted else "No moderators."
        return [nobody, f"{person.name}, an admin, steps in.", load]
    if not needs.all:
        return ["It needs no particular skill.", load]
    held = [
        f"{name} {person.skills[skill_id]}/{MAX_SKILL_LEVEL}"
        for skill_id, name in sorted(needs.all.items(), key=lambda item: item[1])
        if skill_id in person.skills
    ]
    return [f"{person.name} has {', '.join(held)}.", load]


def _why_queued(needs: Needs, capable: Sequence[Person], pool: Sequence[Person]) -> str:
    if not pool:
        return "Nobody is there who could take it."
    who = "who has the skills" if capable and needs.all else "who could take it"
    return f"Everybody {who} is full or away ({len(pool)})."
