"""The demo desk: its people, and what a demo ticket is made of."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.vocabulary import Role

DEMO_PASSWORD: Final = "try-the-demo-desk"
DEMO_DOMAIN: Final = "demo.deskwire.example"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`skills` are names with levels from 1 to 5."""

    name: str
    role: Role
    capacity: int = 10
    skills: tuple[tuple[str, int], ...] = ()
    login: str = ""

    @property
    def email(self) -> str:
        return f"{self.login or self.name.split()[0].lower()}@{DEMO_DOMAIN}"


ADMIN: Final = DemoPerson("Mara Lindqvist", Role.ADMIN, login="admin")
TOMAS: Final = DemoPerson(
    "Tomas Brandt", Role.MODERATOR, capacity=12, skills=(("Billing", 5), ("Accounts", 3))
)
PRIYA: Final = DemoPerson(
    "Priya Nair", Role.MODERATOR, capacity=10, skills=(("Networking", 5), ("Hardware", 4))
)
JOON: Final = DemoPerson(
    "Joon Park", Role.MODERATOR, capacity=8, skills=(("Development", 5), ("Software", 4))
)
ELIF: Final = DemoPerson(
    "Elif Demir",
    Role.MODERATOR,
    capacity=10,
    skills=(("Accounts", 5), ("Software", 3), ("Billing", 2)),
)
HANNA: Final = DemoPerson("Hanna Weiss", Role.USER)
LUIS: Final = DemoPerson("Luis Ortega", Role.USER)
GRACE: Final = DemoPerson("Grace Okafor", Role.USER)

PEOPLE: Final = (ADMIN, TOMAS, PRIYA, JOON, ELIF, HANNA, LUIS, GRACE)


class Move(StrEnum):
    """What somebody did to a ticket after it was made."""

    REPLY = "REPLY"
    ASK = "ASK"
    NOTE = "NOTE"
    ANSWER = "ANSWER"
    RESOLVE = "RESOLVE"
    CONFIRM = "CONFIRM"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"
    RATE = "RATE"


@dataclass(frozen=True, slots=True)
class Step:
    """`after_h` hours after the step before; staff do it but for ANSWER, CONFIRM, REOPEN, RATE."""

    move: Move
    after_h: float
    text: str = ""
    rating: int = 0


@dataclass(frozen=True, slots=True)
class DemoTicket:
    """`age_h` hours old; one without steps that is younger than `LIVE_H` is left to the jobs."""

    age_h: float
    requester: DemoPerson
    title: str
    description: str
    steps: tuple[Step, ...] = ()

    @property
    def is_live(self) -> bool:
        return self.age_h < LIVE_H


LIVE_H: Final = 1.0


def reply(after_h: float, text: str) -> Step:
    return Step(Move.REPLY, after_h, text)


def ask(after_h: float, text: str) -> Step:
    """A reply after which the ticket waits for the requester."""
    return Step(Move.ASK, after_h, text)


def note(after_h: float, text: str) -> Step:
    return Step(Move.NOTE, after_h, text)


def answer(after_h: float, text: str) -> Step:
    return Step(Move.ANSWER, after_h, text)


def resolve(after_h: float, text: str) -> Step:
    return Step(Move.RESOLVE, after_h, text)


def confirm(after_h: float, text: str) -> Step:
    """The requester says that it is solved."""
    return Step(Move.CONFIRM, after_h, text)


def close(after_h: float, text: str = "") -> Step:
    return Step(Move.CLOSE, after_h, text)


def reopen(after_h: float, text: str) -> Step:
    return Step(Move.REOPEN, after_h, text)


def rate(after_h: float, rating: int, text: str = "") -> Step:
    return Step(Move.RATE, after_h, text, rating)
