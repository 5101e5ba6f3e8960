"""Desks of real processes, one for each test that breaks them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.processes import LiveDesk, embedded_desk, production_desk
from tests.faults.desks import run
from tests.servers.postgres import PostgresServer


@pytest.fixture
def model_port(free_port: Callable[[], int]) -> int:
    """Where the desk's language model will be."""
    return free_port()


@pytest.fixture
def model_environment(model_port: int) -> dict[str, str]:
    return {
        "DESKWIRE_LLM_BASE_URL": f"http://127.0.0.1:{model_port}/v1",
        "DESKWIRE_LLM_TIMEOUT_S": "40",
    }


@pytest.fixture
def embedded(tmp_path: Path, model_environment: dict[str, str]) -> Iterator[LiveDesk]:
    """One process, running, with a language model."""
    with embedded_desk(tmp_path, run, **model_environment) as desk:
        desk.start_api()
        desk.wait_until_ready()
        yield desk


@pytest.fixture
def production(
    tmp_path: Path, postgres_server: PostgresServer, model_environment: dict[str, str]
) -> Iterator[LiveDesk]:
    """One API process and one worker, running, with a language model."""
    with production_desk(tmp_path, postgres_server, **model_environment) as desk:
        desk.start_api()
        desk.start_worker()
        desk.wait_until_ready()
        yield desk


@pytest.fixture
def production_without_model(tmp_path: Path, postgres_server: PostgresServer) -> Iterator[LiveDesk]:
    """Two API processes and two workers, running; triage by rules alone."""
    with production_desk(tmp_path, postgres_server) as desk:
        for _ in range(2):
            desk.start_api()
            desk.start_worker()
        desk.wait_until_ready()
        yield desk
