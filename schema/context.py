"""What every resolver finds in `info.context`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

import strawberry

from domain.accounts.services import AttemptLimiter
from domain.actors import Actor
from domain.feed import LiveFeed
from domain.policy import require_scope
from domain.ports import HealthReporter, LanguageModel, ModelTester, PasswordHasher
from domain.settings import Settings
from domain.suggestions.running import Drafts
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import Scope
from schema.loaders import Loaders

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """What one process shares among all its requests."""

    settings: Settings
    feed: LiveFeed
    passwords: PasswordHasher
    limiter: AttemptLimiter
    llm: LanguageModel | None = None
    model_tester: ModelTester | None = None
    health: HealthReporter | None = None
    drafts: Drafts = field(default_factory=Drafts)


@dataclass(slots=True)
class Context:
    """One operation: who asks, from where, and what it has loaded so far.

    `set_cookies` gathers whole `Set-Cookie` values for the answer; a socket's answers can
    carry none, and there it is None.
    """

    actor: Actor
    services: Services
    correlation_id: str
    address: str = ""
    user_agent: str = ""
    request_cookies: Mapping[str, str] = field(default_factory=dict)
    set_cookies: list[str] | None = None
    loaders: Loaders = field(default_factory=Loaders)

    async def transact(
        self,
        work: Callable[Concatenate[UnitOfWork, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Change something as this viewer, in one unit of work."""
        require_scope(self.actor, Scope.WRITE)
        return await transact(work, self.actor, *args, **kwargs)

    async def run(
        self,
        work: Callable[Concatenate[Actor, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run work that opens its own units of work, as this viewer."""
        require_scope(self.actor, Scope.WRITE)
        return await work(self.actor, *args, **kwargs)


Info = strawberry.Info[Context, None]
