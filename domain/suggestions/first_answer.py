"""The desk's first answer to a new ticket, where no language model gave one."""

from typing import Final

from domain.actors import Actor
from domain.models import Suggestion
from domain.suggestions.answers import composed_answer
from domain.suggestions.drafts import READ_LENGTH, Draft
from domain.suggestions.sources import find_sources
from domain.triage.values import TriageTask
from domain.vocabulary import Channel, Role

# Nobody asked for this answer: it must be nearer than one that somebody looks for.
LEAST_SCORE: Final = 0.2


async def first_answer(task: TriageTask) -> str:
    """An article's or a solved ticket's answer that the requester may see; empty if none is near.

    A ticket that was written in spite of help while typing gets no second answer, and an
    imported one is past it. Reads outside any transaction.
    """
    if task.text.channel is Channel.IMPORT:
        return ""
    if await Suggestion.filter(ticket_id=task.ticket_id).exists():
        return ""
    requester = Actor(user_id=task.text.requester_id, role=Role.USER)
    draft = Draft(task.text.title, task.text.description[:READ_LENGTH])
    sources = await find_sources(requester, draft)
    answer = composed_answer([it for it in sources if it.score >= LEAST_SCORE])
    if answer is None:
        return ""
    [source] = answer.cited
    return f"**{source.title}**\n\n{answer.text}"
