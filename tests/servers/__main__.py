"""`python -m tests.servers --ensure`: install what the tests need, and say where it is."""

import os
import sys

from tests.servers.browser import browser_path
from tests.servers.install import InstallError
from tests.servers.postgres import postgres_folder
from tests.servers.redis import redis_binary


def main() -> int:
    if sys.argv[1:] != ["--ensure"]:
        print("usage: python -m tests.servers --ensure", file=sys.stderr)
        return 2
    try:
        named = os.environ.get("TEST_DATABASE_URL")
        print(f"  PostgreSQL: {'TEST_DATABASE_URL' if named else postgres_folder()}", flush=True)
        named = os.environ.get("TEST_REDIS_URL")
        print(
            f"  Redis:      {'TEST_REDIS_URL, and ' if named else ''}{redis_binary()}", flush=True
        )
        print(f"  browser:    {browser_path()}", flush=True)
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
