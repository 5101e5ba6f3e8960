"""Endpoints by the provider rows they belong to, made when they are first asked."""

import asyncio
import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from domain.ports import ModelSource

if TYPE_CHECKING:
    from jobs.adapters.llm_endpoint import Endpoint

MOST_KEPT: Final = 100
Key = tuple[str | None, int, str, str]


def key_of(source: ModelSource) -> Key:
    """The same for as long as the provider is not changed."""
    return (source.id, source.version, source.base_url, source.model)


class Endpoints:
    """All share a pool of connections for public addresses, and one for all others.

    The openai library takes half a second to import and a TLS context 20 ms to make, so both
    wait for the first question, and happen in a thread.
    """

    def __init__(self) -> None:
        self._pools: dict[bool, Any] = {}
        self._known: dict[Key, Endpoint] = {}
        self._making = asyncio.Lock()

    async def of(self, source: ModelSource) -> "Endpoint":
        key = key_of(source)
        if key not in self._known:
            async with self._making:
                if len(self._known) >= MOST_KEPT:
                    self._known.clear()
                if source.may_be_private not in self._pools:
                    pool = await asyncio.to_thread(_make_pool, source.may_be_private)
                    self._pools[source.may_be_private] = pool
                self._known[key] = _make_endpoint(source, self._pools[source.may_be_private])
        return self._known[key]

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()
        self._known.clear()


def _make_pool(may_be_private: bool) -> Any:
    import_module("jobs.adapters.llm_endpoint")
    # What the library has made stays: without this each full collection walks all of it.
    gc.freeze()
    return import_module("jobs.adapters.llm_http").make_http_client(may_be_private=may_be_private)


def _make_endpoint(source: ModelSource, pool: Any) -> "Endpoint":
    import openai

    from jobs.adapters.llm_endpoint import Endpoint

    client = openai.AsyncOpenAI(
        base_url=source.base_url,
        api_key=source.api_key or "none",
        max_retries=0,
        http_client=pool,
    )
    return Endpoint(source, client)
