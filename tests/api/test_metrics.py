"""Metrics: what Prometheus reads, with bounded labels, also while the database is away."""

from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.routing import Route

from api import metrics as module
from api.metrics import Metrics, route_class
from api.socket_registry import SocketRegistry
from domain import clock
from domain.actors import SYSTEM
from domain.database import close_database
from domain.events import NewEvent
from domain.feed import LiveFeed
from domain.ids import new_id
from domain.models import Job, Mail
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import EventKind, JobKind, JobState, MailKind, MailState, SubjectType


async def scrape(metrics: Metrics) -> dict[str, float]:
    """Every sample as `name{label=value,…}`."""
    text = (await metrics.exposition()).decode()
    return {
        "".join(
            [sample.name, *(f"|{k}={v}" for k, v in sorted(sample.labels.items()))]
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def add_job(
    kind: JobKind, state: JobState, *, due_s: float = 0, finished: bool = False
) -> None:
    now = clock.now()
    job_id = new_id("job")
    await Job.create(
        id=job_id, kind=kind, key=job_id, state=state, run_at=now - timedelta(seconds=due_s),
        created_at=now, finished_at=now if finished else None,
    )  # fmt: skip


async def happen(uow: UnitOfWork) -> None:
    uow.record(NewEvent(EventKind.USER_UPDATED, SubjectType.USER, new_id("usr")))


async def test_jobs_are_counted_by_what_they_wait_for(db: str) -> None:
    await add_job(JobKind.TRIAGE, JobState.PENDING, due_s=90)
    await add_job(JobKind.TRIAGE, JobState.PENDING, due_s=30)
    await add_job(JobKind.CLOSE_RESOLVED, JobState.PENDING, due_s=-86_400)
    await add_job(JobKind.NOTIFY, JobState.RUNNING)
    await add_job(JobKind.SEND_MAIL, JobState.DEAD, finished=True)
    await add_job(JobKind.ASSIGN, JobState.DONE, finished=True)
    samples = await scrape(Metrics(Settings()))
    assert samples["deskwire_database_up"] == 1
    assert samples["deskwire_jobs|kind=TRIAGE|state=due"] == 2
    assert samples["deskwire_jobs|kind=TRIAGE|state=scheduled"] == 0
    assert samples["deskwire_jobs|kind=CLOSE_RESOLVED|state=due"] == 0
    assert samples["deskwire_jobs|kind=CLOSE_RESOLVED|state=scheduled"] == 1
    assert samples["deskwire_jobs|kind=NOTIFY|state=running"] == 1
    assert samples["deskwire_jobs|kind=SEND_MAIL|state=dead"] == 1
    assert samples["deskwire_jobs_done_last_hour|kind=ASSIGN"] == 1
    assert 90 <= samples["deskwire_oldest_due_job_seconds|kind=TRIAGE"] < 150
    assert samples["deskwire_oldest_due_job_seconds|kind=CLOSE_RESOLVED"] == 0


async def test_mails_are_counted_by_state(db: str) -> None:
    now = clock.now()
    for number, state in enumerate([MailState.SENT, MailState.SENT, MailState.FAILED]):
        await Mail.create(
            id=new_id("mai"), kind=MailKind.TICKET_RECEIVED, key=str(number), to_address="a@b.c",
            subject="", text_body="", html_body="", message_id=str(number), state=state,
            created_at=now if number else now - timedelta(hours=2),
        )  # fmt: skip
    samples = await scrape(Metrics(Settings()))
    assert samples["deskwire_mails_last_hour|state=SENT"] == 1
    assert samples["deskwire_mails_last_hour|state=FAILED"] == 1
    assert samples["deskwire_mails_last_hour|state=PENDING"] == 0


async def test_the_feed_says_how_far_it_is_behind(db: str) -> None:
    feed, metrics = LiveFeed(), Metrics(Settings())
    metrics.watch(feed, SocketRegistry())
    await transact(happen, SYSTEM)
    samples = await scrape(metrics)
    assert samples["deskwire_feed_running"] == 0
    assert samples["deskwire_event_head"] == 1
    assert samples["deskwire_feed_behind"] == 1
    assert samples["deskwire_feed_lag_seconds"] > 0
    assert samples["deskwire_sockets"] == samples["deskwire_subscriptions"] == 0


async def test_operations_requests_and_jobs_of_the_process_are_counted(db: str) -> None:
    metrics = Metrics(Settings())
    metrics.observe_operation("query", "ok", 0.004)
    metrics.observe_operation("mutation", "errors", 0.2)
    metrics.request_ended("/graphql", "200", is_socket=False)
    metrics.request_ended("/graphql", "4401", is_socket=True)
    metrics.job_ended(JobKind.TRIAGE, "done", 0.3)
    metrics.count_fallback("error")
    samples = await scrape(metrics)
    assert samples["deskwire_graphql_fallbacks_total|reason=error"] == 1
    operations = "deskwire_graphql_operation_seconds"
    assert samples[f"{operations}_count|kind=query|outcome=ok"] == 1
    assert samples[f"{operations}_sum|kind=mutation|outcome=errors"] == pytest.approx(0.2)
    assert samples["deskwire_http_requests_total|route=graphql|status=200"] == 1
    assert samples["deskwire_http_requests_total|route=socket|status=4401"] == 1
    assert samples["deskwire_job_seconds_count|kind=TRIAGE|outcome=done"] == 1


@pytest.mark.parametrize(
    ("path", "name"),
    [("/graphql", "graphql"), ("/graphql/x", "graphql"), ("/readyz", "health"),
     ("/healthz", "health"), ("/metrics", "metrics"), ("/assets/app.js", "assets"),
     ("/", "pages"), ("/tickets/tkt_1", "pages"), ("/wp-login.php", "pages"), ("//", "pages")],
)  # fmt: skip
def test_a_path_has_one_of_five_classes(path: str, name: str) -> None:
    assert route_class(path) == name


async def test_a_thousand_made_up_paths_make_one_series(db: str) -> None:
    metrics = Metrics(Settings())
    for number in range(1000):
        metrics.request_ended(f"/{number}", "404", is_socket=False)
    requests = {k: v for k, v in (await scrape(metrics)).items() if "requests_total" in k}
    assert requests == {"deskwire_http_requests_total|route=pages|status=404": 1000}


async def test_the_database_is_asked_at_most_every_few_seconds(db: str) -> None:
    metrics = Metrics(Settings())
    before = await scrape(metrics)
    await add_job(JobKind.TRIAGE, JobState.DEAD)
    assert (await scrape(metrics))["deskwire_jobs|kind=TRIAGE|state=dead"] == (
        before["deskwire_jobs|kind=TRIAGE|state=dead"]
    )


async def test_without_a_database_the_rest_is_still_told(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails() -> None:
        raise ConnectionError

    monkeypatch.setattr(module, "sample_desk", fails)
    metrics = Metrics(Settings())
    metrics.watch(LiveFeed(), SocketRegistry())
    samples = await scrape(metrics)
    assert samples["deskwire_database_up"] == 0
    assert "deskwire_sockets" in samples
    assert not any("deskwire_jobs" in name for name in samples)
    await close_database()


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [("", None, 200), ("s3cret", None, 401), ("s3cret", "Bearer wrong", 401),
     ("s3cret", "Bearer s3cret", 200), ("s3cret", "s3cret", 401), ("s3cret", "Bearer é", 401)],
)  # fmt: skip
async def test_a_token_of_the_settings_is_asked_for(
    db: str, token: str, given: str | None, status: int
) -> None:
    app = Starlette(routes=[Route("/metrics", Metrics(Settings(metrics_token=token)).endpoint)])
    transport = httpx.ASGITransport(app)
    headers = {} if given is None else {"authorization": given.encode()}
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["content-type"].startswith("text/plain; version=")
