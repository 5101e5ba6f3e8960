"""The outside services that the domain needs, as small protocols."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.vocabulary import LlmPurpose, MailKind, StructuredOutput


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


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Whether one part works; without one that is not required the desk goes on."""

    name: str
    is_ok: bool
    is_required: bool
    detail: str


class HealthReporter(Protocol):
    async def report(self) -> list[HealthCheck]:
        """The parts of this process, as of the last second."""


class Mailer(Protocol):
    async def send(self, mail: OutgoingMail) -> None:
        """Hand over one mail; raises TransientError or PermanentError."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered: its JSON object, who it was, and what this answer cost.

    `cost_micros` is in micro-dollars. What failed attempts before it cost is in the books.
    """

    content: dict[str, Any]
    model: str
    input_tokens: int
    output_tokens: int
    cost_micros: int = 0
    provider: str = ""


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The last part of a streamed answer: who gave it, and what it cost."""

    provider: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_micros: int


class LanguageModel(Protocol):
    """The desk's providers in their order; each call is in the books under `subject_id`.

    Both raise NoLanguageModel when there is none to ask, TransientError and PermanentError
    when all that were asked have failed.
    """

    async def complete(
        self,
        *,
        system: str,
        user: str,
        schema: dict[str, Any],
        subject_id: str | None = None,
        purpose: LlmPurpose = LlmPurpose.TRIAGE,
    ) -> Completion:
        """One JSON object; that it fits `schema` is for the caller to check."""

    def stream(
        self, *, system: str, user: str, subject_id: str | None = None
    ) -> AsyncGenerator[str | StreamEnd, None]:
        """An answer in words: its text piece by piece, then its end.

        Closing it (`contextlib.aclosing`) breaks the request off. It may also fail after
        some text has come.
        """


@dataclass(frozen=True, slots=True)
class ModelSource:
    """One model of one provider, with all that is needed to ask it.

    `id` is None for the one that the environment names. Prices are in micro-dollars for a
    million tokens. `ability` is None until it is known.
    """

    id: str | None
    version: int
    name: str
    base_url: str
    api_key: str = field(repr=False)
    model: str
    input_micros: int
    output_micros: int
    ability: StructuredOutput | None
    masks_personal_data: bool
    may_be_private: bool

    def cost(self, input_tokens: int, output_tokens: int) -> int:
        """In micro-dollars, rounded up."""
        priced = input_tokens * self.input_micros + output_tokens * self.output_micros
        return -(-priced // 1_000_000)


@dataclass(frozen=True, slots=True)
class ModelTest:
    """What asking a model one small question showed.

    Each of the three is None when it could not be found out. `detail` says in a sentence
    what is wrong, or that all is well.
    """

    is_reachable: bool
    is_key_accepted: bool | None
    is_model_known: bool | None
    ability: StructuredOutput | None
    latency_ms: int | None
    detail: str


class ModelTester(Protocol):
    async def test(self, source: ModelSource) -> ModelTest:
        """Ask the model something small; never raises for what the endpoint does."""


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
