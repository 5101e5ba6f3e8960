"""One run from text to outcome: what the desk knows itself, and the LLM if there is one.

Nothing here touches the database. Whatever goes wrong with the LLM ends in what the rest
found, with the reason recorded.
"""

import hashlib
import time

import structlog

from domain.errors import NoLanguageModel, PermanentError, TransientError
from domain.ports import Completion, LanguageModel
from domain.settings import Settings
from domain.triage.llm import (
    PROMPT_VERSION,
    answer_schema,
    read_answer,
    system_prompt,
    user_prompt,
)
from domain.triage.rule_sheet import beside_loop
from domain.triage.rules import Findings
from domain.triage.values import Answer, Outcome, TriageTask

log = structlog.get_logger(__name__)


def text_hash(title: str, description: str) -> str:
    return hashlib.sha256(f"{title}\0{description}".encode()).hexdigest()


async def look_beside_loop(task: TriageTask) -> Findings:
    """What the desk knows itself about the task's text, found out in a thread of triage's own."""

    def look_now() -> Findings:
        # Loaded there, too: numpy, vectors and word lists are a tenth of the time to start.
        from domain.triage.local import look

        return look(task)

    return await beside_loop(look_now)


async def think(task: TriageTask, llm: LanguageModel | None, settings: Settings) -> Outcome:
    """All that can be found out about the task's text; never fails because of the LLM."""
    started = time.perf_counter()
    found = await look_beside_loop(task)
    candidates = found.candidates
    if llm is None:
        return Outcome(
            task.text_hash, candidates, latency_ms=_since(started), assignee=found.assignee
        )
    completion, answer, reason = await _ask(llm, task)
    return Outcome(
        text_hash=task.text_hash,
        candidates=(*candidates, *answer.candidates),
        summary=answer.summary,
        notes=answer.notes,
        reply=answer.reply,
        model=completion.model[:100] if completion else None,
        prompt_version=PROMPT_VERSION if completion or reason else None,
        latency_ms=_since(started),
        fallback_reason=reason,
        assignee=found.assignee,
    )


async def _ask(
    llm: LanguageModel, task: TriageTask
) -> tuple[Completion | None, Answer, str | None]:
    completion = None
    try:
        completion = await llm.complete(
            system=system_prompt(task.choices),
            user=user_prompt(task.text),
            schema=answer_schema(task.choices),
            subject_id=task.run_id,
        )
        return completion, read_answer(completion.content, task.choices, task.text), None
    except NoLanguageModel:
        return None, Answer(), None
    except (TransientError, PermanentError) as error:
        reason = str(error)
    except ValueError as error:
        reason = f"The model's answer is unusable: {error}."
    except Exception as error:
        log.exception("triage.model_failed")
        reason = f"The model failed: {type(error).__name__}."
    log.warning("triage.fell_back", ticket_id=task.ticket_id, reason=reason)
    return completion, Answer(), reason[:300]


def _since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
