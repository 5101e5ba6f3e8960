"""What words mean, as small static vectors that ship with the `wordllama` package.

A text's vector is the mean of its tokens' vectors; no network, no inference, and no state
but a file that all processes map into memory together. The package's own loader is not
used: it asks a model hub where it does not find what it wants.
"""

import json
import struct
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

DIMENSIONS: Final = 256
_WEIGHTS: Final = "weights/l2_supercat_256.safetensors"
_TOKENIZER: Final = "tokenizers/l2_supercat_tokenizer_config.json"

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of a text: where each stands in the lower-cased text, and its vector."""

    spans: tuple[tuple[int, int], ...]
    vectors: NDArray[np.float32]


def embed(text: str) -> Vector:
    """The text's unit vector; zeros for a text without tokens."""
    return mean_of(embed_tokens(text).vectors)


def embed_tokens(text: str) -> TokenVectors:
    encoding = _tokenizer().encode(text.lower(), add_special_tokens=False)
    ids = np.asarray(encoding.ids, dtype=np.int64)
    return TokenVectors(tuple(encoding.offsets), _table()[ids].astype(np.float32))


def mean_of(vectors: NDArray[np.float32]) -> Vector:
    if not len(vectors):
        return np.zeros(DIMENSIONS, np.float32)
    mean = vectors.mean(axis=0)
    length = float(np.linalg.norm(mean))
    unit: Vector = mean / length if length else mean
    return unit


@cache
def _tokenizer() -> Any:
    return Tokenizer.from_file(str(_package() / _TOKENIZER))


@cache
def _table() -> NDArray[np.float16]:
    """The safetensors file mapped: eight bytes of length, a JSON header, then the numbers."""
    file = _package() / _WEIGHTS
    with file.open("rb") as opened:
        (header_length,) = struct.unpack("<Q", opened.read(8))
        header = json.loads(opened.read(header_length))
    (entry,) = (value for key, value in header.items() if key != "__metadata__")
    rows, dimensions = entry["shape"]
    if entry["dtype"] != "F16" or dimensions != DIMENSIONS:
        raise RuntimeError("The word vectors of this version of wordllama have another shape.")
    start = 8 + header_length + entry["data_offsets"][0]
    return np.memmap(file, np.float16, mode="r", offset=start, shape=(rows, dimensions))


def _package() -> Path:
    found = find_spec("wordllama")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("The package wordllama is not installed.")
    return Path(found.submodule_search_locations[0])
