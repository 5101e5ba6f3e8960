"""Two servers on one SQLite file would not know of each other's events: the second is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.processes import LiveDesk, embedded_desk
from tests.faults.desks import run


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LiveDesk]:
    with embedded_desk(tmp_path, run) as desk:
        yield desk


def test_a_second_serve_on_one_data_folder_is_refused_with_a_clear_message(
    desk: LiveDesk,
) -> None:
    first = desk.start_api()
    desk.wait_until_ready()
    second = desk.start_api()
    assert second.wait() == 1
    assert "Another `deskwire serve` runs on" in second.tail()
    assert "DESKWIRE_DATA_DIR" in second.tail()
    assert "Traceback" not in second.tail()
    assert first.readiness() == "ok"
    first.kill()
    third = desk.start_api()
    third.wait_until_ready()
    assert third.stop() == 0
