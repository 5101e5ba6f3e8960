"""Tells all processes that the event log has grown, through broadcaster.

A hint says only "look now"; the log says what happened. So hints may be merged, lost or
doubled. Words are passed on as they are, and may be lost too. broadcaster does not survive the
loss of its Redis (its listener dies without a word, publishing goes on succeeding), so a
heartbeat must come back through it, and when it does not, all of it is made anew.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from secrets import token_hex
from typing import Any

import structlog
from broadcaster import Broadcast

from jobs.ending import end_task

CHANNEL = "deskwire:hints"
HINT = "look"
WORD = "say "
MOST_WORDS = 1_000
HEARTBEAT_S = 2.0
ANSWER_S = 3.0
GATHER_S = 0.002  # hints that come meanwhile are one
CLOSE_S = 2.0
LONGEST_BACKOFF_S = 5.0

log = structlog.get_logger(__name__)


class BroadcastHints:
    """One channel for the lifetime of the process; `on_hint` is called for every hint, `on_word`
    with what a process has said, in the same order in all of them.

    `url` is `memory://` or `redis://…`.
    """

    def __init__(
        self,
        url: str,
        on_hint: Callable[[], None],
        on_word: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._url = url
        self._on_hint = on_hint
        self._on_word = on_word
        self._words: deque[str] = deque(maxlen=MOST_WORDS)
        self._has_grown = False
        self._due = asyncio.Event()
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_connected(self) -> bool:
        return self._connected.is_set()

    async def start(self) -> None:
        """Begin, and give the first connection a moment; Redis may be down."""
        self._task = asyncio.create_task(self._supervise(), name="broadcast hints")
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._connected.wait()

    async def stop(self) -> None:
        await end_task(self._task)

    def publish(self) -> None:
        """Have a hint sent soon; never waits, never fails."""
        self._has_grown = True
        self._due.set()

    def say(self, word: str) -> None:
        """Have every process hear a short text, this one too; lost while there is no channel."""
        if self.is_connected:
            self._words.append(word)
            self._due.set()

    async def _supervise(self) -> None:
        backoff_s = 0.1
        is_down = False
        while True:
            try:
                await self._session()
            except Exception as error:
                if self.is_connected:
                    backoff_s, is_down = 0.1, False
                if not is_down:
                    log.warning("hints.lost", error=f"{type(error).__name__}: {error}")
                is_down = True
            finally:
                self._connected.clear()
            await asyncio.sleep(backoff_s)
            backoff_s = min(backoff_s * 2, LONGEST_BACKOFF_S)

    async def _session(self) -> None:
        """One life of a Broadcast; raises when it is over."""
        broadcast = Broadcast(self._url)
        subscription = broadcast.subscribe(CHANNEL)
        try:
            async with asyncio.timeout(ANSWER_S):
                await broadcast.connect()
                subscriber = await subscription.__aenter__()
            answers: asyncio.Queue[str] = asyncio.Queue()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(subscriber, answers))
                group.create_task(self._beat(broadcast, answers))
                group.create_task(self._send(broadcast))
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            await _close(broadcast, subscription)

    async def _listen(self, subscriber: Any, answers: asyncio.Queue[str]) -> None:
        while True:
            event = await subscriber.get()
            if event.message == HINT:
                self._on_hint()
            elif event.message.startswith(WORD):
                self._on_word(event.message.removeprefix(WORD))
            else:
                answers.put_nowait(event.message)

    async def _send(self, broadcast: Broadcast) -> None:
        await self._connected.wait()
        while True:
            await self._due.wait()
            self._due.clear()
            messages = [f"{WORD}{word}" for word in self._words]
            self._words.clear()
            if self._has_grown:
                messages.append(HINT)
                self._has_grown = False
            async with asyncio.timeout(ANSWER_S):
                for message in messages:
                    await broadcast.publish(CHANNEL, message)
            await asyncio.sleep(GATHER_S)

    async def _beat(self, broadcast: Broadcast, answers: asyncio.Queue[str]) -> None:
        mark = token_hex(8)
        while True:
            async with asyncio.timeout(ANSWER_S):
                await broadcast.publish(CHANNEL, mark)
                while await answers.get() != mark:
                    pass
            if not self.is_connected:
                self._connected.set()
                # Whatever was published during the outage is lost: look once.
                self._on_hint()
            await asyncio.sleep(HEARTBEAT_S)


async def _close(broadcast: Broadcast, subscription: AbstractAsyncContextManager[Any]) -> None:
    """Let go of a Broadcast, alive or dead, without its errors and without waiting for it."""
    backend: Any = broadcast._backend
    with suppress(Exception):
        async with asyncio.timeout(CLOSE_S):
            await subscription.__aexit__(None, None, None)
    listeners = [
        task
        for task in (
            getattr(broadcast, "_listener_task", None),
            getattr(backend, "_listener", None),
        )
        if task is not None
    ]
    for task in listeners:
        task.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    with suppress(Exception):
        async with asyncio.timeout(CLOSE_S):
            await backend.disconnect()
    # That gives up at its first error, and leaves the other connections open.
    if (redis := getattr(backend, "_conn", None)) is not None:
        with suppress(Exception):
            async with asyncio.timeout(CLOSE_S):
                await redis.connection_pool.disconnect(inuse_connections=True)
