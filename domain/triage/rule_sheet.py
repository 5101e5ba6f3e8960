"""The desk's rules, compiled once, and asked away from the event loop.

A rule that has not changed (same id, same version) is not compiled again. Matching runs in
threads of its own: RE2 releases Python's lock while it searches, and slow patterns hold up
other triage, but never the server.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final, TypeVar

import structlog

from domain.errors import DomainError
from domain.triage.rules import Rule, RuleSet, parse_rule
from domain.triage.values import WrittenRule

T = TypeVar("T")

THREADS: Final = 2
MAX_KEPT: Final = 2_000

log = structlog.get_logger(__name__)
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="triage")
_compiling = threading.Lock()


async def beside_loop(work: Callable[[], T]) -> T:
    """Have triage's computing done in its threads, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


def compile_rules(rules: tuple[WrittenRule, ...]) -> RuleSet:
    """The rules ready for use; one that can no longer be read is left out."""
    with _compiling:
        return _compiled(rules)


@lru_cache(maxsize=4)
def _compiled(rules: tuple[WrittenRule, ...]) -> RuleSet:
    return RuleSet(rule for rule in map(_parsed, rules) if rule is not None)


@lru_cache(maxsize=MAX_KEPT)
def _parsed(written: WrittenRule) -> Rule | None:
    try:
        return parse_rule(
            written.conditions,
            written.results,
            name=written.name,
            confidence=written.confidence,
        )
    except DomainError as error:
        log.warning("triage.rule_unreadable", rule=written.id, reason=error.message)
        return None
