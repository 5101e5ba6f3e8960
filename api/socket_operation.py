"""One operation on a socket: it runs in a task of its own until it has an answer, or as a
subscription is in a group, which then serves it."""

import asyncio
from typing import Protocol

import orjson

from api.frame_socket import FrameSocket
from domain.actors import Actor
from domain.live_groups import Group


class Owner(Protocol):
    """The connection that an operation came by."""

    actor: Actor
    socket: FrameSocket

    def ended(self, operation: "Operation", error: Exception | None) -> None:
        """A group has come to the operation's end."""


class Operation:
    """Takes answers as JSON and sends them as `next`, in frames that are made of ready parts."""

    __slots__ = ("_head", "_owner", "cursor", "group", "id", "is_open", "task")

    def __init__(self, owner: Owner, id: str) -> None:
        self.id = id
        self.is_open = True
        self.cursor = 0
        self.group: Group | None = None
        self.task: asyncio.Task[None] | None = None
        self._owner = owner
        self._head = b'{"id":%b,"type":"next","payload":' % orjson.dumps(id)

    @property
    def actor(self) -> Actor:
        return self._owner.actor

    def take(self, answer: bytes) -> bool:
        socket = self._owner.socket
        if socket.is_behind or not self.is_open:
            return False
        socket.send(self._head, answer, b"}")
        return True

    async def ready(self) -> None:
        await self._owner.socket.ready()

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
