"""The beginning of an article as plain text, for lists."""

import re
from typing import Final

EXCERPT_LENGTH: Final = 240
# Marks take room as well: what is read is a good deal more than what is shown.
_READ_LENGTH: Final = 4 * EXCERPT_LENGTH
_LINE_MARKS: Final = re.compile(
    r"^\s*(?:[#>]+\s*|[-*+]\s+|\d+[.)]\s+|```.*|~~~.*|[-=*_|: ]+$)", re.M
)
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MARKS: Final = re.compile(r"[*`~|]+|\b_+|_+\b")


def excerpt_of(body: str) -> str:
    """Up to 240 characters without the marks of Markdown, cut between words."""
    text = _LINE_MARKS.sub("", body[:_READ_LENGTH])
    text = " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())
    if len(text) <= EXCERPT_LENGTH:
        return text
    return text[: EXCERPT_LENGTH - 1].rsplit(None, 1)[0].rstrip(".,;:!?") + "…"
