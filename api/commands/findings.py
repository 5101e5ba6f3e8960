"""What the doctor found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `advice` says what to do when it is not `ok`."""

    name: str
    ok: bool
    detail: str
    advice: str = ""


def fine(name: str, detail: str) -> Check:
    return Check(name, True, detail)


def failed(name: str, detail: str, advice: str) -> Check:
    return Check(name, False, detail, advice)
