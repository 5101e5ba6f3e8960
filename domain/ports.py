"""The outside services that the domain needs, as small protocols."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.vocabulary import MailKind


class Waker(Protocol):
    """Told after a commit what there is to do. Losing a call costs a second, never work."""

    def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None: ...


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """`message_id` and `in_reply_to` are full header values, with their angle brackets."""

    kind: MailKind
    to_address: str
    subject: str
    text_body: str
    html_body: str
    message_id: str
    in_reply_to: str | None


class Mailer(Protocol):
    async def send(self, mail: OutgoingMail) -> None:
        """Hand over one mail; raises TransientError or PermanentError."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered: its JSON object and what it cost in tokens."""

    content: dict[str, Any]
    model: str
    input_tokens: int
    output_tokens: int


class LanguageModel(Protocol):
    async def complete(self, *, system: str, user: str, schema: dict[str, Any]) -> Completion:
        """One structured answer by `schema`; raises TransientError or PermanentError."""


@dataclass(frozen=True, slots=True)
class PasswordHasher:
    """Argon2 off the event loop: both calls run in a bounded pool of threads."""

    hash: Callable[[str], Awaitable[str]]
    verify: Callable[[str, str], Awaitable[bool]]


@dataclass(slots=True)
class NoWaker:
    """For commands that no other process waits for; remembers what it was told."""

    job_ids: list[str] = field(default_factory=list)

    def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None:
        self.job_ids.extend(job_ids)
