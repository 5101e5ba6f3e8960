"""What people have said is right about tickets: the labels that the model learns from."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from tortoise.connection import get_connection
from tortoise.expressions import Q

from domain.actors import SYSTEM
from domain.models import Category, Skill, Ticket, TicketSkill, TriageDecision
from domain.triage.reading import read_tickets
from domain.triage.values import TicketText
from domain.unit_of_work import transact
from domain.vocabulary import HUMAN_DECIDERS, TriageField

LEARNED_FIELDS: Final = (
    TriageField.CATEGORY,
    TriageField.PRIORITY,
    TriageField.URGENCY,
    TriageField.SENTIMENT,
    TriageField.SKILLS,
)
MOST_LABELLED: Final = 2_500
READ_LENGTH: Final = 10_000
"""So many characters of a description are learned from."""

_BATCH: Final = 100
_COLUMNS: Final = {
    TriageField.CATEGORY: "category_id",
    TriageField.PRIORITY: "priority",
    TriageField.URGENCY: "urgency",
    TriageField.SENTIMENT: "sentiment",
}

Labels = Mapping[TriageField, str | list[str]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A ticket's text, what is right about it, and since when that is known."""

    text: TicketText
    labels: Labels
    known_at: datetime


@dataclass(frozen=True, slots=True)
class _Review:
    value: Any
    at: datetime


async def load_labelled() -> list[Labelled]:
    """The newest tickets with labels, at most 2,500, oldest label first.

    A label is what a human has set in the ticket: by a review, or by hand. The newest review
    of a field says since when; a value set without one is as old as its ticket. Labels of
    categories and skills that are gone are left out.
    """
    reviews = await _newest_reviews()
    ids = await _labelled_ids(set(reviews))
    categories = {str(id) for id in await Category.all().values_list("id", flat=True)}
    skills = {str(id) for id in await Skill.all().values_list("id", flat=True)}
    found: list[Labelled] = []
    for start in range(0, len(ids), _BATCH):
        tickets = await Ticket.filter(id__in=ids[start : start + _BATCH])
        needed = await _needed_skills(tickets)
        texts = await transact(read_tickets, SYSTEM, tickets)
        for ticket in tickets:
            own = reviews.get(ticket.id, {})
            labels = _labels_of(ticket, own, needed.get(ticket.id))
            known = _existing(labels, own, categories, skills)
            if known:
                reviewed = [one.at for one in own.values()]
                found.append(
                    Labelled(_as_new(texts[ticket.id]), known, max([ticket.created_at, *reviewed]))
                )
    found.sort(key=lambda one: one.known_at)
    return found[-MOST_LABELLED:]


async def most_labels() -> int:
    """How many tickets have a label of the field that has the most; a scan of all tickets."""
    deciders = ", ".join(f"'{decider.value}'" for decider in sorted(HUMAN_DECIDERS))
    sums = ", ".join(
        f"COALESCE(SUM(CASE WHEN {field.value.lower()}_decided_by IN ({deciders})"
        f" THEN 1 ELSE 0 END), 0) AS {field.value.lower()}"
        for field in _COLUMNS
    )
    rows = await get_connection("default").execute_query_dict(f"SELECT {sums} FROM ticket")
    return max(int(count) for count in rows[0].values())


async def count_reviews(since: datetime) -> int:
    """How many decisions people have reviewed after a moment."""
    fields = [field.value for field in LEARNED_FIELDS]
    return await TriageDecision.filter(field__in=fields, reviewed_at__gt=since).count()


async def _newest_reviews() -> dict[str, dict[TriageField, _Review]]:
    """By ticket and field."""
    reviews: dict[str, dict[TriageField, _Review]] = defaultdict(dict)
    for field in LEARNED_FIELDS:
        rows = TriageDecision.filter(field=field, reviewed_at__not_isnull=True)
        newest = rows.order_by("-reviewed_at", "-id").limit(MOST_LABELLED)
        columns = ("ticket_id", "reviewed_value", "reviewed_at")
        for ticket_id, value, at in await newest.values_list(*columns):
            reviews[ticket_id].setdefault(field, _Review(value, at))
    return dict(reviews)


async def _labelled_ids(reviewed: set[str]) -> list[str]:
    """The reviewed tickets, and the newest of those in which a human has set something."""
    deciders: Any = list(HUMAN_DECIDERS)
    names = [f"{field.value.lower()}_decided_by__in" for field in _COLUMNS]
    by_hand = Q(*(Q(**{name: deciders}) for name in names), join_type="OR")
    rows = Ticket.filter(by_hand).order_by("-created_at", "-id").limit(MOST_LABELLED)
    skilled = TicketSkill.filter(is_suggested=False).order_by("-id").limit(MOST_LABELLED)
    found = reviewed.union(
        await rows.values_list("id", flat=True), await skilled.values_list("ticket_id", flat=True)
    )
    return sorted(str(ticket_id) for ticket_id in found)


async def _needed_skills(tickets: list[Ticket]) -> dict[str, list[str]]:
    """The skills that humans have named, by ticket."""
    ids = [ticket.id for ticket in tickets]
    links = TicketSkill.filter(ticket_id__in=ids, is_suggested=False).order_by("skill_id")
    needed: dict[str, list[str]] = defaultdict(list)
    for ticket_id, skill_id in await links.values_list("ticket_id", "skill_id"):
        needed[ticket_id].append(skill_id)
    return dict(needed)


def _as_new(text: TicketText) -> TicketText:
    """The text as it was before anybody had looked at it: what people set later would give
    the answer away to rules that ask for it."""
    return replace(
        text,
        description=text.description[:READ_LENGTH],
        tags=frozenset(),
        category_id=None,
        language=None,
        hours_left=None,
    )


def _labels_of(
    ticket: Ticket, reviews: Mapping[TriageField, _Review], needed: list[str] | None
) -> dict[TriageField, str | list[str]]:
    labels: dict[TriageField, str | list[str]] = {}
    for field, column in _COLUMNS.items():
        if getattr(ticket, f"{field.value.lower()}_decided_by") in HUMAN_DECIDERS:
            labels[field] = str(getattr(ticket, column))
    if needed:
        labels[TriageField.SKILLS] = needed
    elif TriageField.SKILLS in reviews and isinstance(reviews[TriageField.SKILLS].value, list):
        labels[TriageField.SKILLS] = reviews[TriageField.SKILLS].value
    return labels


def _existing(
    labels: Mapping[TriageField, str | list[str]],
    reviews: Mapping[TriageField, _Review],
    categories: set[str],
    skills: set[str],
) -> Labels:
    """Without what is gone. Where the category that a review named was deleted, the ticket
    moved with all others of it: that says nothing about this one."""
    known = dict(labels)
    review = reviews.get(TriageField.CATEGORY)
    if {known.get(TriageField.CATEGORY), review.value if review else None} - {None} - categories:
        known.pop(TriageField.CATEGORY, None)
    if TriageField.SKILLS in known:
        kept = [skill for skill in known[TriageField.SKILLS] if skill in skills]
        if len(kept) < len(known[TriageField.SKILLS]):
            del known[TriageField.SKILLS]
        else:
            known[TriageField.SKILLS] = kept
    return known
