"""What a subscription's resolver returns when it follows the event log.

It only declares which events, and what they stand for. Running it is for
`schema.live.streams`, which shares the work among equal subscriptions.
"""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from domain.actors import Actor
from domain.feed import Topic
from domain.models import Event
from schema.context import Context


@dataclass(frozen=True, slots=True)
class State:
    """Something as it is now, after which nothing comes if it `is_last`."""

    value: Any
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Following(AsyncIterable[Any]):
    """The events of `topic` that are `wanted`, behind `after` (None: from now on).

    Without `state` each event is a result. With it the result is the state now, and again
    after events, the newest of several: None ends the stream, and at its start is a NOT_FOUND
    that says what is `missing`. Both functions must take rights from the viewer or context
    they are given: they answer for all who ask the same with the same rights.
    """

    topic: Topic
    wanted: Callable[[Actor, Event], bool]
    after: int | None = None
    state: Callable[[Context], Awaitable[State | None]] | None = None
    missing: str = ""

    def __aiter__(self) -> AsyncIterator[Any]:
        """graphql-core asks that there is one; nothing iterates."""
        raise TypeError("What follows the event log is run by LiveStream.")
