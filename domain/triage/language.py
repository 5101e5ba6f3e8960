"""Which language a ticket is in, by py3langid: offline, a tenth of a millisecond."""

import lzma
import re
import shutil
import tempfile
import zipfile
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

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
_CHUNK: Final = 1 << 20
_NOT_PROSE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|\S+@\S+|\d+", re.DOTALL)


def detect_language(text: str) -> Candidate | None:
    """The language, or None where the text is too short or too mixed to tell."""
    prose = _NOT_PROSE.sub(" ", text[: 2 * READ_LIMIT])[:READ_LIMIT]
    letters = sum(map(str.isalpha, prose))
    wide = 0 if prose.isascii() else sum(character > "\u2e7f" for character in prose)
    if letters + 4 * wide < FEWEST_LETTERS:
        return None
    code, probability = _identifier().classify(prose)
    confidence = round(min(0.99, float(probability)), 4)
    if confidence < LEAST_CONFIDENCE:
        return None
    return Candidate(TriageField.LANGUAGE, str(code), confidence, DecidedBy.MODEL)


@cache
def _identifier() -> Any:
    """Made of the columns of our languages alone; the library's own way keeps all 139.

    The table of moves is 39 MB of which a text meets little: it is mapped, not loaded.
    """
    with tempfile.TemporaryFile() as unpacked:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, unpacked, _CHUNK)
        with zipfile.ZipFile(unpacked) as archive:
            codes = _read(archive, "classes").tolist()
            kept = [place for place, code in enumerate(codes) if code in LANGUAGES]
            table = _read(archive, "ptc")[:, kept]
            return LanguageIdentifier(
                np.ascontiguousarray(table),
                _read(archive, "pc")[kept],
                [codes[place] for place in kept],
                _mapped(archive, "nextmove").data,
                _read(archive, "out_feat").tolist(),
                norm_probs=True,
                tk_row=_read(archive, "nextmove_row").tolist(),
            )


def _read(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    with archive.open(f"{name}.npy") as member:
        read: NDArray[Any] = np.lib.format.read_array(member, allow_pickle=False)
    return read


def _mapped(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """The array in a file of its own that has no name: it goes with the process."""
    with archive.open(f"{name}.npy") as member, tempfile.TemporaryFile() as file:
        np.lib.format.read_magic(member)
        shape, _, dtype = np.lib.format.read_array_header_1_0(member)
        shutil.copyfileobj(member, file, _CHUNK)
        return np.memmap(file, dtype, mode="r", shape=shape)
