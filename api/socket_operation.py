"""One operation on a socket: it runs in a task of its own until it has an answer, or as a
subscription is in a group, which then serves it."""

import asyncio
from functools import lru_cache
from typing import Protocol

import orjson

from api.frame_socket import FrameSocket
from api.frames import text_head
from domain.actors import Actor
from domain.live_groups import Group


class Owner(Protocol):
    """The connection that an operation came by."""

    actor: Actor
    socket: FrameSocket

    def ended(self, operation: "Operation", error: Exception | None) -> None:
        """A group has come to the operation's end."""


class Operation:
    """Takes answers as JSON and sends them as `next`.

    Only the end of such a message, the id, differs from one operation of a group to the next.
    """

    __slots__ = ("_end", "_owner", "_socket", "cursor", "group", "id", "is_open", "task")

    def __init__(self, owner: Owner, id: str) -> None:
        self.id = id
        self.is_open = True
        self.cursor = 0
        self.group: Group | None = None
        self.task: asyncio.Task[None] | None = None
        self._owner = owner
        self._socket = owner.socket
        self._end = b',"id":%b}' % orjson.dumps(id)

    @property
    def actor(self) -> Actor:
        return self._owner.actor

    def take(self, answer: bytes) -> bool:
        if self._socket.is_behind or not self.is_open:
            return False
        self._socket.send_frame(_beginning(answer, len(self._end)) + self._end)
        return True

    async def ready(self) -> None:
        await self._socket.ready()

    def end(self, error: Exception | None) -> None:
        if self.is_open:
            self._owner.ended(self, error)

    def stop(self) -> None:
        """Take nothing more, wherever it comes from."""
        self.is_open = False
        if self.group is not None:
            self.group.leave(self)
            self.group = None
        if self.task is not None:
            self.task.cancel()


@lru_cache(maxsize=4)
def _beginning(answer: bytes, end: int) -> bytes:
    """A frame but for the last `end` bytes: made once for all whose ids are equally long."""
    text = b'{"type":"next","payload":%b' % answer
    return text_head(len(text) + end) + text
