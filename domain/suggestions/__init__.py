"""Help while somebody types: what it is about, what is like it, and an answer.

Nothing of a draft is kept. A suggestion's id says by itself whom it was given to and when, so
that it needs no row until somebody accepts it or writes a ticket after it.
"""

from domain.suggestions.answers import Answer, AnswerSource
from domain.suggestions.classify import Classification, classify
from domain.suggestions.drafts import Draft, clean_draft
from domain.suggestions.ids import check_suggestion_id, make_suggestion_id
from domain.suggestions.sources import Source, find_sources
from domain.suggestions.stream import Part, PartKind, suggest

__all__ = [
    "Answer",
    "AnswerSource",
    "Classification",
    "Draft",
    "Part",
    "PartKind",
    "Source",
    "check_suggestion_id",
    "classify",
    "clean_draft",
    "find_sources",
    "make_suggestion_id",
    "suggest",
]
