"""The serving version of the learned model, kept in the memory of each process."""

import asyncio
from typing import Final

import structlog

from domain.models import ModelVersion
from domain.triage.learned import LearnedModel, from_bytes
from domain.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

_loaded: dict[str, LearnedModel | None] = {}
_loading: dict[str, asyncio.Task[LearnedModel | None]] = {}
_KEPT: Final = 1


async def serving_id(uow: UnitOfWork | None = None) -> str | None:
    """The id of the version that serves; one small read, so that a change shows at once."""
    rows = ModelVersion.filter(is_serving=True)
    if uow is not None:
        rows = rows.using_db(uow.db)
    ids = await rows.limit(1).values_list("id", flat=True)
    return str(ids[0]) if ids else None


async def load_model(version_id: str | None) -> LearnedModel | None:
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


async def serving_model() -> LearnedModel | None:
    """The model that serves now, for those who classify without a triage run."""
    return await load_model(await serving_id())


async def _load(version_id: str) -> LearnedModel | None:
    row = await ModelVersion.get_or_none(id=version_id)
    if row is None:
        return None
    try:
        model = await asyncio.to_thread(from_bytes, bytes(row.content))
    except ValueError as error:
        log.warning("triage.model_unreadable", version=row.number, reason=str(error))
        model = None
    while len(_loaded) >= _KEPT:
        _loaded.pop(next(iter(_loaded)))
    _loaded[version_id] = model
    return model
