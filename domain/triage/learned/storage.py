"""A model as bytes and back: arrays and JSON in an npz archive, never pickle.

The bytes begin with a magic word and a digest of the rest, so that what was cut off or
changed is refused before it is read; sizes are checked before anything is unpacked.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.learned.head import BELIEVED, Head
from domain.triage.learned.index import Index
from domain.triage.learned.model import LearnedModel
from domain.triage.learned.reading import VIEWS, Memory
from domain.triage.nearness import Portraits
from domain.triage.word_vectors import DIMENSIONS
from domain.vocabulary import TriageField

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_UNPACKED: Final = 128 * 1024 * 1024
_MAGIC: Final = b"deskwire-model-2\n"
_DIGEST_LENGTH: Final = 32

Arrays = dict[str, NDArray[Any]]


class UnreadableModel(ValueError):
    """These bytes are no model of this version, or not what was saved."""


def to_bytes(model: LearnedModel) -> bytes:
    """Raises ValueError where the model is larger than 32 MiB packed."""
    arrays: Arrays = {
        "vectors": model.memory.vectors.astype(np.float16),
        "marks": model.memory.marks,
    }
    about: dict[str, Any] = {"heads": {}, "indexes": {}, "portraits": {}}
    for name, index in (("words", model.memory.words), ("pieces", model.memory.pieces)):
        for part in ("idf", "starts", "rows", "shares"):
            arrays[f"{name}.{part}"] = getattr(index, part)
        about["indexes"][name] = {
            "terms": list(index.ids), "examples": index.examples, "unknown": index.unknown
        }  # fmt: skip
    for field, head in model.heads.items():
        for part in ("weights", "means", "mix", "prior", "trust", "held_out"):
            arrays[f"{field.value}.{part}"] = getattr(head, part)
        about["heads"][field.value] = {
            "values": list(head.values), "tilt": head.tilt, "labels": head.labels,
            "follows_cold": head.follows_cold,
        }  # fmt: skip
    for field, portraits in model.portraits.items():
        arrays[f"{field.value}.owners"] = portraits.owners
        arrays[f"{field.value}.portraits"] = portraits.vectors
        about["portraits"][field.value] = portraits.count
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    content = packed.getvalue()
    if len(content) > MAX_BYTES:
        raise ValueError("The model is too large to be kept.")
    return _MAGIC + hashlib.sha256(content).digest() + content


def from_bytes(saved: bytes) -> LearnedModel:
    """Raises UnreadableModel."""
    start = len(_MAGIC) + _DIGEST_LENGTH
    if not saved.startswith(_MAGIC) or len(saved) > MAX_BYTES + start:
        raise UnreadableModel("These bytes are no model.")
    content = saved[start:]
    if hashlib.sha256(content).digest() != saved[len(_MAGIC) : start]:
        raise UnreadableModel("The model was changed or cut off after it was saved.")
    try:
        return _model(_unpacked(content))
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise UnreadableModel(f"The model cannot be read: {error}.") from error


def _unpacked(content: bytes) -> Arrays:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise UnreadableModel("The model is too large.")
    with np.load(io.BytesIO(content), allow_pickle=False) as loaded:
        return {name: loaded[name] for name in loaded.files}


def _model(arrays: Arrays) -> LearnedModel:
    about = json.loads(arrays["about"].tobytes())
    indexes = {name: _index(name, said, arrays) for name, said in about["indexes"].items()}
    vectors = arrays["vectors"].astype(np.float32)
    memory = Memory(indexes["words"], indexes["pieces"], vectors, arrays["marks"])
    count = memory.words.examples
    heads = {
        TriageField(field): _head(field, said, arrays, count)
        for field, said in about["heads"].items()
    }
    _require(memory.vectors.shape == (count, DIMENSIONS), "vectors")
    _require(memory.pieces.examples == len(memory.marks) == count, "marks")
    return LearnedModel(memory, heads, _portraits(about["portraits"], arrays))


def _index(name: str, said: Mapping[str, Any], arrays: Arrays) -> Index:
    terms = said["terms"]
    index = Index(
        ids={str(term): number for number, term in enumerate(terms)},
        idf=arrays[f"{name}.idf"],
        starts=arrays[f"{name}.starts"],
        rows=arrays[f"{name}.rows"],
        shares=arrays[f"{name}.shares"],
        examples=int(said["examples"]),
        unknown=float(said["unknown"]),
    )
    _require(len(index.idf) == len(index.ids) == len(terms), name)
    _require(len(index.starts) == len(terms) + 1, name)
    _require(len(index.rows) == len(index.shares) == int(index.starts[-1]), name)
    _require(bool((np.diff(index.starts) >= 0).all()) and int(index.starts[0]) == 0, name)
    within = not len(index.rows) or 0 <= index.rows.min() <= index.rows.max() < index.examples
    _require(bool(within), name)
    return index


def _head(field: str, said: Mapping[str, Any], arrays: Arrays, examples: int) -> Head:
    values = tuple(str(value) for value in said["values"])
    head = Head(
        values=values,
        weights=arrays[f"{field}.weights"],
        means=arrays[f"{field}.means"],
        mix=arrays[f"{field}.mix"],
        prior=arrays[f"{field}.prior"],
        tilt=float(said["tilt"]),
        follows_cold=bool(said["follows_cold"]),
        trust=arrays[f"{field}.trust"],
        held_out=arrays[f"{field}.held_out"],
        labels=int(said["labels"]),
    )
    _require(head.weights.shape == (len(VIEWS), examples, len(values)), field)
    _require(head.mix.shape == BELIEVED.shape and head.trust.shape == (2,), field)
    _require(head.means.shape == head.prior.shape == (len(values),), field)
    return head


def _portraits(counts: Mapping[str, Any], arrays: Arrays) -> dict[TriageField, Portraits]:
    return {
        TriageField(field): Portraits(
            int(count), arrays[f"{field}.owners"], arrays[f"{field}.portraits"]
        )
        for field, count in counts.items()
    }


def _require(is_so: bool, part: str) -> None:
    if not is_so:
        raise UnreadableModel(f"The model's part {part!r} does not fit the rest.")
