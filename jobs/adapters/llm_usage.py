"""Tokens, told or estimated. Apart from the client, whose library takes long to import."""

from dataclasses import dataclass
from typing import Final

MAX_ANSWER_TOKENS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them, or as we estimate them where it tells none."""

    input_tokens: int
    output_tokens: int
    is_estimated: bool = False


def estimated_usage(system: str, user: str, answer: str) -> Usage:
    """About a token for three bytes of text: rather too many than too few."""
    asked = len(system.encode()) + len(user.encode())
    return Usage(asked // 3 + 1, len(answer.encode()) // 3 + 1, is_estimated=True)
