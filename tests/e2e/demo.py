"""What `make up` starts, without the installing: a desk that is migrated, seeded and served."""

import functools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.e2e.processes import Api, Running, environment_of


@functools.cache
def _seeded() -> TemporaryDirectory[str]:
    """A folder with a desk to be copied, filled by the real commands; gone with the process."""
    kept = TemporaryDirectory(prefix="deskwire-demo-")
    folder = Path(kept.name)
    for command in (["migrate"], ["seed", "--if-empty"]):
        step = Running(command[0], command, environment_of(folder), folder)
        assert step.wait() == 0, step.tail()
    return kept


@contextmanager
def demo_desk(folder: Path, **values: Any) -> Iterator[Api]:
    """`values` are settings by their environment variable."""
    shutil.copytree(_seeded().name, folder, dirs_exist_ok=True)
    api = Api("api", environment_of(folder, **values), folder)
    try:
        api.wait_until_ready()
        yield api
    finally:
        code = api.stop()
    assert code == 0, api.tail()
