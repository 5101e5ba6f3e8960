"""Runs subscriptions that follow the event log: equal ones as one.

Equal are those with the same document, operation, variables (but the one that says after
which position) and rights. Staff share whatever their number, as long as nothing in the
result hangs on who they are; that is found out by looking (`SharedViewer`), not declared, so
that no new field can get it wrong. Everybody else shares with himself only.
"""

import secrets
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, cast

from graphql import ExecutionResult

from domain.actors import Actor
from domain.errors import AccessError, ErrorCode
from domain.event_log import check_position, head_position
from domain.feed import Delivery
from domain.live_groups import Group, Member, NotShared, StreamOver, conclude, give
from domain.vocabulary import Role
from schema.context import Context
from schema.live.following import Following
from schema.live.viewers import SharedViewer
from schema.loaders import Loaders
from schema.presentation import encode_result

Execute = Callable[[Context, Sequence[Any]], Awaitable[Sequence[ExecutionResult]]]
"""The results of an operation for several root values, in their order."""


class Subscriber(Member, Protocol):
    """A member, who it is, and the group it is in or on its way to."""

    group: Group | None

    @property
    def actor(self) -> Actor: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What equal subscriptions have in common, but for the rights.

    `personal_to` holds the roles for which results have been found to hang on the viewer.
    """

    key: tuple[Hashable, ...]
    execute: Execute
    personal_to: set[Role | None]


class LiveStreams:
    """The groups of a process."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Hashable, ...], Group] = {}

    def open(self, asked: Asked, following: Following, context: Context) -> "LiveStream":
        return LiveStream(self._groups, asked, following, context)


class LiveStream:
    """One subscription that follows the log."""

    def __init__(
        self,
        groups: dict[tuple[Hashable, ...], Group],
        asked: Asked,
        following: Following,
        context: Context,
    ) -> None:
        self._groups = groups
        self._asked = asked
        self._following = following
        self._context = replace(context, address="", user_agent="", request_cookies={})

    async def follow(self, subscriber: Subscriber) -> None:
        """Serve a subscriber until its group does so, or it has ended.

        Raises DomainError (POSITION_EXPIRED, NOT_FOUND), and what the source of events raises.
        """
        if self._following.state is not None:
            await self._begin_with_state(subscriber)
        elif self._following.after is None:
            subscriber.cursor = await head_position()
        else:
            await check_position(self._following.after)
            subscriber.cursor = self._following.after
        await self._join(subscriber)

    async def _begin_with_state(self, subscriber: Subscriber) -> None:
        # The position first: a change between the two reads is then sent twice, never lost.
        subscriber.cursor = await head_position()
        try:
            await give(subscriber, await self._state(self._context))
        except StreamOver as over:
            if over.last is None:
                raise AccessError(ErrorCode.NOT_FOUND, self._following.missing) from None
            await conclude(subscriber, over)

    async def _join(self, subscriber: Subscriber) -> None:
        while subscriber.is_open:
            subscriber.group = self._group_for(subscriber.actor)
            try:
                await subscriber.group.admit(subscriber)
                return
            except NotShared:
                continue
            except StreamOver as over:
                await conclude(subscriber, over)

    def _group_for(self, actor: Actor) -> Group:
        is_shared = actor.is_staff and actor.role not in self._asked.personal_to
        who = None if is_shared else (actor.user_id, actor.session_id, actor.api_token_id)
        feed, topic = self._context.services.feed, self._following.topic
        key = (*self._asked.key, id(feed), topic, actor.role, actor.scopes, who)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(
                feed,
                topic,
                self._answer_to_all_like(actor) if is_shared else partial(self._answer, actor),
                scatter=self._scatter,
                on_close=lambda: self._groups.pop(key, None),
            )
        return group

    def _scatter(self, members: Sequence[Member]) -> None:
        for member in members:
            self._context.services.feed.run(self._join_again(cast("Subscriber", member)))

    async def _join_again(self, subscriber: Subscriber) -> None:
        try:
            await self._join(subscriber)
        except Exception as error:
            subscriber.end(error)

    def _answer_to_all_like(
        self, actor: Actor
    ) -> Callable[[Sequence[Delivery]], Awaitable[Sequence[bytes | None]]]:
        role, scopes = actor.role, actor.scopes

        async def answer(deliveries: Sequence[Delivery]) -> Sequence[bytes | None]:
            viewer = SharedViewer(role, scopes)
            answers: Sequence[bytes | None] | StreamOver
            try:
                answers = await self._answer(viewer, deliveries)
            except StreamOver as over:
                answers = over
            if viewer.was_asked:
                self._asked.personal_to.add(role)
                raise NotShared
            if isinstance(answers, StreamOver):
                raise answers
            return answers

        return answer

    async def _answer(
        self, viewer: Actor, deliveries: Sequence[Delivery]
    ) -> Sequence[bytes | None]:
        """What each event is to the viewer; what was read for the newest serves all."""
        wanted = [self._following.wanted(viewer, it.event) for it in deliveries]
        answers: list[bytes | None] = [None] * len(deliveries)
        if not any(wanted):
            return answers
        context = replace(
            self._context,
            actor=viewer,
            correlation_id=secrets.token_hex(8),
            loaders=deliveries[-1].shared.setdefault("loaders", Loaders()),
        )
        places = [place for place, is_wanted in enumerate(wanted) if is_wanted]
        if self._following.state is not None:
            answers[places[-1]] = await self._state(context)
            return answers
        events = [deliveries[place].event for place in places]
        results = await self._asked.execute(context, events)
        for place, result in zip(places, results, strict=True):
            answers[place] = encode_result(result, context.correlation_id)
        return answers

    async def _state(self, context: Context) -> bytes:
        """Raises StreamOver with or instead of the last one."""
        assert self._following.state is not None
        state = await self._following.state(context)
        if state is None:
            raise StreamOver
        (result,) = await self._asked.execute(context, [state.value])
        answer = encode_result(result, context.correlation_id)
        if state.is_last:
            raise StreamOver(answer)
        return answer
