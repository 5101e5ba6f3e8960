"""What a draft is about, by the desk's own engine: no row is written, no model asked outside."""

from dataclasses import dataclass
from typing import Any, Final

from tortoise.connection import get_connection

from domain.actors import Actor
from domain.desk_copy import load_desk
from domain.models import Category, User
from domain.settings import Settings
from domain.suggestions.drafts import Draft
from domain.triage.engine import text_hash, think
from domain.triage.fusion import fuse
from domain.triage.serving import load_model
from domain.triage.values import Decision, TicketText, TriageTask
from domain.vocabulary import Channel, DecidedBy, Priority, TriageField

# What is less sure is as likely to mislead whoever writes as to help.
LEAST_TOLD: Final = 0.4
UNKNOWN: Final = (
    "We cannot tell yet what this is about. You can send it as it is: somebody will read it and "
    "sort it for you."
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A value with how sure the engine is, 0 to 1, and the words that led there."""

    value: Any
    confidence: float
    decided_by: DecidedBy
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """`message` is for people, where nothing could be told and the defaults stand."""

    category: Suggested
    priority: Suggested
    skills: Suggested
    message: str | None


async def classify(actor: Actor, draft: Draft, settings: Settings) -> Classification:
    """Category, priority and skills of a draft; what nothing speaks for is the default."""
    # Read outside any transaction: nothing is written, and a writer keeps nobody waiting.
    desk = await load_desk(get_connection("default"))
    task = TriageTask(
        run_id="",
        ticket_id="",
        text=await _text_of(actor, draft),
        text_hash=text_hash(draft.title, draft.description),
        choices=desk.choices,
        rules=desk.rules,
        model=await load_model(desk.serving_id),
    )
    outcome = await think(task, None, settings)
    threshold = dict.fromkeys(TriageField, settings.triage_threshold)
    found = {it.field: it for it in fuse(outcome.candidates, {}, threshold)}
    default = await Category.get(is_default=True)
    category = _suggested(found.get(TriageField.CATEGORY), default.id)
    if category.confidence < LEAST_TOLD:
        category = _suggested(None, default.id)
    return Classification(
        category=category,
        priority=_suggested(found.get(TriageField.PRIORITY), Priority.MEDIUM.value),
        skills=_suggested(found.get(TriageField.SKILLS), []),
        message=UNKNOWN if category.decided_by is DecidedBy.DEFAULT else None,
    )


def _suggested(decision: Decision | None, default: Any) -> Suggested:
    if decision is None:
        return Suggested(default, 0.0, DecidedBy.DEFAULT)
    return Suggested(decision.value, decision.confidence, decision.decided_by, decision.evidence)


async def _text_of(actor: Actor, draft: Draft) -> TicketText:
    user = await User.get(id=actor.user_id)
    return TicketText(
        title=draft.title,
        description=draft.description,
        channel=Channel.WEB,
        requester_tags=frozenset(user.tags),
        requester_id=user.id,
        requester_email=user.email or "",
    )
