"""Ending tasks for sure."""

import asyncio
from typing import Any

AGAIN_S = 1.0


async def end_task(task: asyncio.Task[Any] | None) -> None:
    """Cancel a task until it ends, and drop what it ends with.

    Once is not always enough: clients of Redis may turn a cancellation that comes while
    they connect into an error of the connection, which their loops then outlive.
    """
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=AGAIN_S)
    if task is not None and not task.cancelled():
        task.exception()
