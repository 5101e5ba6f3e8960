"""What Prometheus reads at /metrics. Every label has a handful of values, however many users.

Counters and histograms are of this process; what SQL knows (jobs, triage, mails) is the
same from every replica, so that `max`, not `sum`, joins it.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hmac import compare_digest
from typing import Final

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.socket_registry import SocketRegistry
from domain.desk_samples import DeskSample, feed_lag_s, sample_desk
from domain.feed import LiveFeed
from domain.settings import Settings
from domain.vocabulary import JobKind

SAMPLE_S: Final = 5.0
SAMPLE_LIMIT_S: Final = 3.0
OPERATION_BUCKETS: Final = (
    *(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
JOB_BUCKETS: Final = (0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 20, 45)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _State:
    """What is read when Prometheus asks."""

    feed: LiveFeed | None = None
    sockets: SocketRegistry | None = None
    sample: DeskSample | None = None
    feed_lag_s: float = 0.0
    is_database_up: bool = False
    sampled_at: float = -SAMPLE_S


class Metrics:
    """The metrics of one process, with a registry of their own."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.metrics_token.get_secret_value()
        self._state = _State()
        self._lock = asyncio.Lock()
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "deskwire_http_requests",
            "Requests and sockets that have ended, by kind of path and status or close code.",
            ["route", "status"],
            registry=self._registry,
        )
        self._fallbacks = Counter(
            "deskwire_graphql_fallbacks",
            "Operations that graphql-core executed instead of the compiled path, by reason.",
            ["reason"],
            registry=self._registry,
        )
        self._operations = Histogram(
            "deskwire_graphql_operation_seconds",
            "Time of GraphQL operations; of a subscription, until it had started.",
            ["kind", "outcome"],
            buckets=OPERATION_BUCKETS,
            registry=self._registry,
        )
        self._jobs = Histogram(
            "deskwire_job_seconds",
            "Time of the jobs that this process has run.",
            ["kind", "outcome"],
            buckets=JOB_BUCKETS,
            registry=self._registry,
        )
        # Finding the child of some labels takes longer than counting.
        self._requests_of = cache(self._requests.labels)
        self._operations_of = cache(self._operations.labels)
        ProcessCollector(registry=self._registry)
        self._registry.register(_Gauges(self._state))

    def watch(self, feed: LiveFeed, sockets: SocketRegistry) -> None:
        """Show the live feed and the sockets of this process."""
        self._state.feed = feed
        self._state.sockets = sockets

    def request_ended(self, path: str, status: str, *, is_socket: bool) -> None:
        self._requests_of("socket" if is_socket else route_class(path), status).inc()

    def count_fallback(self, reason: str) -> None:
        self._fallbacks.labels(reason).inc()

    def observe_operation(self, kind: str, outcome: str, seconds: float) -> None:
        self._operations_of(kind, outcome).observe(seconds)

    def job_ended(self, kind: JobKind, outcome: str, seconds: float) -> None:
        self._jobs.labels(kind.value, outcome).observe(seconds)

    async def endpoint(self, request: Request) -> Response:
        """The metrics as text, for whoever has the token, or for all when none is set."""
        given = request.headers.get("authorization", "")
        if self._token and not compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            headers = {"www-authenticate": "Bearer"}
            return PlainTextResponse("A bearer token is needed.\n", 401, headers)
        return PlainTextResponse(await self.exposition(), media_type=CONTENT_TYPE_LATEST)

    async def exposition(self) -> bytes:
        """Everything in Prometheus's text format; SQL is asked at most every `SAMPLE_S`."""
        async with self._lock:
            if time.monotonic() - self._state.sampled_at >= SAMPLE_S:
                await self._sample()
                self._state.sampled_at = time.monotonic()
        return generate_latest(self._registry)

    async def _sample(self) -> None:
        state = self._state
        try:
            async with asyncio.timeout(SAMPLE_LIMIT_S):
                state.sample = await sample_desk()
                if state.feed is not None:
                    state.feed_lag_s = await feed_lag_s(state.feed.position)
            state.is_database_up = True
        except Exception as error:
            state.sample = None
            state.is_database_up = False
            log.warning("metrics.not_sampled", error=type(error).__name__)


def route_class(path: str) -> str:
    """One of five names, whatever path a stranger makes up."""
    match path.strip("/").split("/")[0]:
        case "graphql":
            return "graphql"
        case "healthz" | "readyz":
            return "health"
        case "metrics":
            return "metrics"
        case "assets" | "static":
            return "assets"
    return "pages"


class _Gauges(Collector):
    """Reads `_State` at each scrape; nothing is kept between two."""

    def __init__(self, state: _State) -> None:
        self._state = state

    def collect(self) -> Iterable[Metric]:
        state = self._state
        yield _gauge("database_up", "1 if the database answered.", float(state.is_database_up))
        if state.sockets is not None:
            yield _gauge("sockets", "Open WebSockets of this process.", len(state.sockets))
        if state.feed is not None:
            yield from _feed_gauges(state.feed, state)
        if state.sample is not None:
            yield from _desk_gauges(state.sample)


def _feed_gauges(feed: LiveFeed, state: _State) -> Iterable[Metric]:
    yield _gauge("subscriptions", "Running subscriptions that follow events.", feed.follower_count)
    yield _gauge("feed_running", "1 while the reader of events runs.", float(feed.is_running))
    yield _gauge("feed_position", "The last event handed to subscribers.", feed.position)
    yield _gauge("feed_lag_seconds", "Age of the oldest event not read yet.", state.feed_lag_s)
    yield _gauge("feed_delay_seconds", "Age of the last event when it was read.", feed.lag_s)
    if state.sample is not None:
        behind = max(0, state.sample.head - feed.position)
        yield _gauge("feed_behind", "Positions between the newest event and the last read.", behind)


def _desk_gauges(sample: DeskSample) -> Iterable[Metric]:
    yield _gauge("event_head", "Position of the newest event.", sample.head)
    jobs = GaugeMetricFamily(
        "deskwire_jobs", "Jobs that have not ended well.", labels=["kind", "state"]
    )
    for (kind, job_state), count in sample.jobs.items():
        jobs.add_metric([kind, job_state], count)
    yield jobs
    ages = sample.oldest_due_s
    yield _family("oldest_due_job_seconds", "How long the oldest job is due.", "kind", ages)
    done = sample.done_last_hour
    yield _family("jobs_done_last_hour", "Jobs done within an hour.", "kind", done)
    runs = sample.triage_last_hour
    yield _family("triage_runs_last_hour", "Triage begun within an hour.", "status", runs)
    fallbacks = sample.triage_fallbacks_last_hour
    help_text = "Triage within an hour that went on without the language model."
    yield _gauge("triage_fallbacks_last_hour", help_text, fallbacks)
    cost = sample.triage_cost_last_hour
    yield _gauge("triage_cost_dollars_last_hour", "Cost of triage within an hour.", cost)
    mails = sample.mails_last_hour
    yield _family("mails_last_hour", "Mails written within an hour.", "state", mails)


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"deskwire_{name}", help_text, value=value)


def _family(
    name: str, help_text: str, label: str, values: dict[str, float] | dict[str, int]
) -> Metric:
    family = GaugeMetricFamily(f"deskwire_{name}", help_text, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
