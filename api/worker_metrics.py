"""A worker's own small port, where Prometheus reads what the process has done."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from api.metrics import Metrics
from domain.settings import Settings

log = structlog.get_logger(__name__)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the worker, which ends its jobs first."""
        yield


@asynccontextmanager
async def worker_metrics(settings: Settings, metrics: Metrics) -> AsyncIterator[None]:
    """Answer `GET /metrics` meanwhile, if the settings name a port.

    A port that is taken is logged, and the worker works without.
    """
    if not settings.worker_metrics_port:
        yield
        return
    server = _Server(
        uvicorn.Config(
            Starlette(routes=[Route("/metrics", metrics.endpoint)]),
            host=settings.host,
            port=settings.worker_metrics_port,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
        )
    )
    serving = asyncio.create_task(_serve(server), name="worker metrics")
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def _serve(server: _Server) -> None:
    try:
        await server.serve()
    except SystemExit:  # how uvicorn says that it cannot listen
        log.warning("worker.metrics_port_taken", port=server.config.port)
