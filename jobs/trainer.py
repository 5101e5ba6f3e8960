"""Training in a process apart: bounded in memory and time, and killed with its job."""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import orjson

from domain import limits
from domain.errors import PermanentError, TransientError
from domain.triage.training_values import FieldFigures, Training, TrainingRequest
from domain.vocabulary import TriageField

MEMORY_BYTES: Final = 3 * 1024**3
"""Of addresses, most of which are never touched: libraries reserve more than they use."""

TIME_LIMIT_S: Final = 240
_ROOT: Final = Path(__file__).parents[1]
_HEADER: Final = 8


async def train_apart(
    request: TrainingRequest,
    *,
    memory_bytes: int = MEMORY_BYTES,
    time_limit_s: float = TIME_LIMIT_S,
) -> Training | None:
    """Train in a process of its own; None while there are too few labels.

    Raises TransientError when it takes too long, PermanentError when it fails otherwise (out of
    memory, say: the next training may have other labels). Cancelled, it leaves no process.
    """
    content = await asyncio.to_thread(pickle.dumps, request)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jobs.training_process",
        str(memory_bytes), str(round(time_limit_s) + 1),
        stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=_ROOT, env=_environment(),
        start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(time_limit_s):
            answer, complaint = await process.communicate(content)
    except TimeoutError:
        raise TransientError(f"Training took more than {time_limit_s:g} s.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await asyncio.shield(process.wait())
    if process.returncode:
        why = complaint.decode(errors="replace").strip()[-100:] or f"status {process.returncode}"
        raise PermanentError(f"Training failed: {why}.")
    return await asyncio.to_thread(unpack_training, answer)


def pack_training(training: Training | None) -> bytes:
    """A length, what is known of the version as JSON, then its bytes and its twin's."""
    if training is None:
        return b""
    about = asdict(training) | {"content": len(training.content), "twin": len(training.twin or b"")}
    header = orjson.dumps(about)
    parts = (len(header).to_bytes(_HEADER), header, training.content, training.twin or b"")
    return b"".join(parts)


def unpack_training(packed: bytes) -> Training | None:
    """Raises PermanentError for what `pack_training` has not made."""
    if not packed:
        return None
    try:
        start = _HEADER + int.from_bytes(packed[:_HEADER])
        about: dict[str, Any] = orjson.loads(packed[_HEADER:start])
        middle = start + about.pop("content")
        end = middle + about.pop("twin")
        if end != len(packed) or max(middle - start, end - middle) > limits.MODEL_BYTES:
            raise ValueError("the sizes are wrong")
        figures = tuple(
            FieldFigures(**one | {"field": TriageField(one["field"])})
            for one in about.pop("figures")
        )
        return Training(
            content=packed[start:middle], twin=packed[middle:end] or None, figures=figures, **about
        )
    except (ValueError, TypeError, KeyError) as error:
        raise PermanentError(f"Training gave no model: {error}.") from error


def _environment() -> dict[str, str]:
    """No secrets; one thread, so that what serves people keeps the other cores."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
