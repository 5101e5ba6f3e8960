"""Subscriptions that get the same form a group: one answer for each event, for all of them.

A member's cursor is the position it has been served up to. Members of a group are where the
group is. Who comes, or was too slow for its connection, is brought there alone: from the
group's last answers if they reach back far enough, else from the log. So nothing is lost or
doubled, and a slow reader costs no memory of its own.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from domain.event_log import BATCH, read_events
from domain.feed import Delivery, LiveFeed, Topic, topics_of

AT_ONCE: Final = 100
"""Events that are answered together; more would hold the event loop for too long."""
SLICE: Final = 200
"""Answers that are sent before others may use the event loop: some two milliseconds."""
KEPT_ANSWERS: Final = 1_000
KEPT_BYTES: Final = 1_000_000

Answer = Callable[[Sequence[Delivery]], Awaitable[Sequence[bytes | None]]]
"""What each event is for every member of a group; None where it is nothing."""


class StreamOver(Exception):
    """After `last`, if it is something, there will never be anything more for a group."""

    def __init__(self, last: bytes | None = None) -> None:
        super().__init__()
        self.last = last


class NotShared(Exception):
    """The members of a group do not get the same, or it has ended: find each another one."""


class Member(Protocol):
    """A subscription, as its group sees it."""

    cursor: int
    is_open: bool

    def take(self, answer: bytes) -> bool:
        """Send it; False, with nothing done, while the connection is behind, and for good
        once this is no longer open."""

    async def ready(self) -> None:
        """Return when `take` may do something again, or this is no longer open."""

    def end(self, error: Exception | None) -> None:
        """The stream is over, by itself or by an error."""


class Group:
    """What one topic's events are to all who ask the same with the same rights.

    `scatter` is given the members that need another group. `on_close` is called when the
    last has left.
    """

    def __init__(
        self,
        feed: LiveFeed,
        topic: Topic,
        answer: Answer,
        *,
        scatter: Callable[[Sequence[Member]], None],
        on_close: Callable[[], object],
    ) -> None:
        self.topic = topic
        self._feed = feed
        self._answer = answer
        self._scatter = scatter
        self._on_close = on_close
        self._is_closed = False
        self._members: dict[Member, None] = {}
        self._coming = 0
        self._pending: deque[Delivery] = deque()
        self._work: asyncio.Task[None] | None = None
        self._sent = 0
        # The last answers, and the position behind which they are all that there was.
        self._kept: deque[tuple[int, bytes]] = deque()
        self._kept_bytes = 0
        self._kept_from = feed.position
        feed.add(self)

    @property
    def size(self) -> int:
        return len(self._members) + self._coming

    @property
    def position(self) -> int:
        """What its members have been served up to."""
        return self._pending[0].position - 1 if self._pending else self._feed.position

    async def admit(self, member: Member) -> None:
        """Serve a member what is behind its cursor, alone, until it is where the group is.

        Raises NotShared, StreamOver, and what the answer raises.
        """
        self._coming += 1
        await self._bring_here(member)

    def leave(self, member: Member) -> None:
        self._members.pop(member, None)
        self._close_if_left()

    def receive(self, deliveries: Sequence[Delivery]) -> None:
        self._pending.extend(deliveries)
        if self._work is None:
            self._work = self._feed.run(self._serve())

    async def _serve(self) -> None:
        try:
            while self._pending and not self._is_closed:
                batch = [self._pending[at] for at in range(min(AT_ONCE, len(self._pending)))]
                for answer in await self._answer(batch):
                    position = self._pending.popleft().position
                    if answer is not None:
                        await self._hand_out(position, answer)
        except NotShared:
            self._scatter(self._dissolve())
        except StreamOver as over:
            if over.last is not None:
                await self._hand_out(self._pending[-1].position, over.last)
            for member in self._dissolve():
                member.end(None)
        except Exception as error:
            for member in self._dissolve():
                member.end(error)
        finally:
            self._work = None

    async def _hand_out(self, position: int, answer: bytes) -> None:
        self._keep(position, answer)
        members = tuple(self._members)
        for start in range(0, len(members), SLICE):
            some = members[start : start + SLICE]
            for member in some:
                if member.cursor >= position:  # it has come from a position further on
                    continue
                if member.take(answer):
                    member.cursor = position
                elif member in self._members:  # else it has left meanwhile
                    del self._members[member]
                    self._coming += 1
                    self._feed.run(self._bring_back(member))
            self._sent += len(some)
            if self._sent >= SLICE:
                self._sent = 0
                await asyncio.sleep(0)

    async def _bring_back(self, member: Member) -> None:
        try:
            await self._bring_here(member)
        except NotShared:
            self._scatter([member])
        except StreamOver as over:
            await conclude(member, over)
        except Exception as error:
            member.end(error)

    async def _bring_here(self, member: Member) -> None:
        try:
            while member.is_open:
                await member.ready()
                if self._is_closed:
                    raise NotShared
                if member.is_open and member.cursor >= self.position:
                    self._members[member] = None
                    return
                if member.is_open and not self._serve_kept(member):
                    await self._replay(member)
        finally:
            self._coming -= 1
            self._close_if_left()

    def _keep(self, position: int, answer: bytes) -> None:
        """The newest always; those before it only while somebody may need them."""
        self._kept.append((position, answer))
        self._kept_bytes += len(answer)
        most = KEPT_ANSWERS if self._coming else 1
        while len(self._kept) > most or (self._kept_bytes > KEPT_BYTES and len(self._kept) > 1):
            self._kept_from, dropped = self._kept.popleft()
            self._kept_bytes -= len(dropped)

    def _serve_kept(self, member: Member) -> bool:
        """Whether the kept answers reach back to the member; it gets what it can take."""
        if member.cursor < self._kept_from:
            return False
        for position, answer in self._kept:
            if position > member.cursor:
                if not member.take(answer):
                    return True
                member.cursor = position
        member.cursor = max(member.cursor, self.position)
        return True

    async def _replay(self, member: Member) -> None:
        """One read of the log for one member."""
        reached = self.position
        events = await read_events(member.cursor)
        if len(events) == BATCH:
            reached = events[-1].position or reached
        ours = [Delivery(event, {}) for event in events if self.topic in topics_of(event)]
        for start in range(0, len(ours), AT_ONCE):
            batch = ours[start : start + AT_ONCE]
            for delivery, answer in zip(batch, await self._answer(batch), strict=True):
                if answer is not None and not await give(member, answer):
                    return
                member.cursor = delivery.position
        member.cursor = max(member.cursor, reached)

    def _dissolve(self) -> Sequence[Member]:
        """Those who were members; who is on the way here finds another group."""
        members = tuple(self._members)
        self._members.clear()
        self._close()
        return members

    def _close_if_left(self) -> None:
        if self.size == 0:
            self._close()

    def _close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._feed.remove(self)
            self._on_close()


async def give(member: Member, answer: bytes) -> bool:
    """Send an answer as soon as the connection takes it; False if it is gone before."""
    while member.is_open:
        if member.take(answer):
            return True
        await member.ready()
    return False


async def conclude(member: Member, over: StreamOver) -> None:
    """What is left of a stream that is over."""
    if over.last is None or await give(member, over.last):
        member.end(None)
