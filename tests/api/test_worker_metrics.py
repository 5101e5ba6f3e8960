"""A worker tells Prometheus what it has done, on a port of its own."""

from collections.abc import Callable

import httpx
import pytest
from structlog.testing import capture_logs

from api.metrics import Metrics
from api.worker_metrics import worker_metrics
from domain.settings import Settings
from domain.vocabulary import JobKind
from tests.domain.spine import until


def settings(port: int) -> Settings:
    return Settings(_env_file=None, worker_metrics_port=port, metrics_token="s3cret")


async def ask(port: int, token: str) -> httpx.Response | None:
    async with httpx.AsyncClient() as client:
        try:
            headers = {"authorization": f"Bearer {token}"}
            return await client.get(f"http://127.0.0.1:{port}/metrics", headers=headers)
        except httpx.ConnectError:
            return None


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_the_jobs_of_a_worker_are_told_to_whoever_has_the_token(
    db: str, free_port: Callable[[], int]
) -> None:
    port = free_port()
    metrics = Metrics(settings(port))
    metrics.job_ended(JobKind.TRIAGE, "done", 0.3)
    answers: list[httpx.Response] = []

    async def answered() -> bool:
        answer = await ask(port, "s3cret")
        answers.extend([answer] if answer else [])
        return bool(answers)

    async with worker_metrics(settings(port), metrics):
        await until(answered)
        assert 'deskwire_job_seconds_count{kind="TRIAGE",outcome="done"} 1.0' in answers[0].text
        refused = await ask(port, "wrong")
        assert refused is not None
        assert refused.status_code == 401
        with capture_logs() as logs:
            async with worker_metrics(settings(port), metrics):
                await until(lambda: any(it["event"] == "worker.metrics_port_taken" for it in logs))
    assert await ask(port, "s3cret") is None


async def test_without_a_port_nothing_listens() -> None:
    async with worker_metrics(settings(0), Metrics(settings(0))):
        pass
