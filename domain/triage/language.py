"""Which language a ticket is in, by py3langid: offline, a tenth of a millisecond."""

import re
from functools import cache
from typing import Any, Final

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

from domain.triage.values import Candidate
from domain.vocabulary import DecidedBy, TriageField

READ_LIMIT: Final = 1_000
FEWEST_LETTERS: Final = 12
LEAST_CONFIDENCE: Final = 0.5
# Rare languages that look like a common one in a short text are left out.
_CODES: Final = (
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru"
    " sk sl sr sv ta th tr uk ur vi zh"
)
LANGUAGES: Final = tuple(_CODES.split())
_NOT_PROSE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|\S+@\S+|\d+", re.DOTALL)


def detect_language(text: str) -> Candidate | None:
    """The language, or None where the text is too short or too mixed to tell."""
    prose = _NOT_PROSE.sub(" ", text[: 2 * READ_LIMIT])[:READ_LIMIT]
    letters = sum(character.isalpha() for character in prose)
    wide = sum(character > "\u2e7f" for character in prose)
    if letters + 4 * wide < FEWEST_LETTERS:
        return None
    code, probability = _identifier().classify(prose)
    confidence = round(min(0.99, float(probability)), 4)
    if confidence < LEAST_CONFIDENCE:
        return None
    return Candidate(TriageField.LANGUAGE, str(code), confidence, DecidedBy.MODEL)


@cache
def _identifier() -> Any:
    """Made of the columns of our languages alone; the library's own way keeps all 139."""
    table, priors, codes, moves, rows, output = load_model(MODEL_DIR / MODEL_FILE)
    kept = [place for place, code in enumerate(codes) if code in LANGUAGES]
    return LanguageIdentifier(
        np.ascontiguousarray(table[:, kept]),
        priors[kept],
        [codes[place] for place in kept],
        moves,
        output,
        norm_probs=True,
        tk_row=rows,
    )
