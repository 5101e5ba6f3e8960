"""What `make up` starts, without the installing: a desk that is migrated, seeded and served."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.processes import Api, Running, environment_of


@contextmanager
def demo_desk(folder: Path, **values: Any) -> Iterator[Api]:
    """Every step by its real command; `values` are settings by their environment variable."""
    environment = environment_of(folder, **values)
    for command in (["migrate"], ["seed", "--if-empty"]):
        step = Running(command[0], command, environment, folder)
        assert step.wait() == 0, step.tail()
    api = Api("api", environment, folder)
    try:
        api.wait_until_ready()
        yield api
    finally:
        code = api.stop()
    assert code == 0, api.tail()
