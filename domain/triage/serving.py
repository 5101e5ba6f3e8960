"""The serving version of the learned model, kept in the memory of each process."""

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from domain.models import ModelVersion

if TYPE_CHECKING:
    from domain.triage.learned import LearnedModel

log = structlog.get_logger(__name__)

_loaded: "dict[str, LearnedModel | None]" = {}
_loading: "dict[str, asyncio.Task[LearnedModel | None]]" = {}
_KEPT: Final = 1


async def load_model(version_id: str | None) -> "LearnedModel | None":
    """The model of a version; from memory, but for the first time. None for none.

    One that cannot be read (an older release wrote it) counts as none. Unpacking is done in a
    thread; however many ask meanwhile, it is done once.
    """
    if version_id is None or version_id in _loaded:
        return _loaded.get(version_id or "")
    task = _loading.get(version_id)
    if task is None or task.get_loop() is not asyncio.get_running_loop():
        task = _loading[version_id] = asyncio.create_task(_load(version_id))
        task.add_done_callback(lambda _: _loading.pop(version_id, None))
    return await asyncio.shield(task)


async def _load(version_id: str) -> "LearnedModel | None":
    row = await ModelVersion.get_or_none(id=version_id)
    if row is None:
        return None
    try:
        model = await asyncio.to_thread(_unpack, bytes(row.content))
    except ValueError as error:
        log.warning("triage.model_unreadable", version=row.number, reason=str(error))
        model = None
    while len(_loaded) >= _KEPT:
        _loaded.pop(next(iter(_loaded)))
    _loaded[version_id] = model
    return model


def _unpack(content: bytes) -> "LearnedModel":
    # Loaded with the first model, in its thread: numpy takes a while.
    from domain.triage.learned import from_bytes

    return from_bytes(content)
