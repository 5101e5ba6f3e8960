"""What somebody has typed so far."""

from dataclasses import dataclass
from typing import Final

from domain import limits
from domain.text import clean_text

# What is behind these characters comes too late to say what it is about.
READ_LENGTH: Final = 4_000


@dataclass(frozen=True, slots=True)
class Draft:
    title: str
    description: str


def clean_draft(title: str | None, description: str) -> Draft:
    """Raises DomainError TOO_LONG, or INVALID for control characters and broken Unicode."""
    return Draft(
        " ".join(clean_text(title, "title", maximum=limits.TITLE_LENGTH).split()),
        clean_text(description, "description")[:READ_LENGTH],
    )
