"""The real services that tests run against: PostgreSQL, Redis and a browser.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` name servers that exist; without them the tests start
private ones on free loopback ports and end them again. `python -m tests.servers --ensure` installs
what is missing beforehand: it takes what is in PATH, else the system's package manager if that
needs no password, else packages kept in the checkout's `.cache/`.
"""

from tests.servers.browser import browser_path
from tests.servers.postgres import PostgresServer, start_postgres
from tests.servers.processes import free_port
from tests.servers.redis import RedisServer, start_redis

__all__ = [
    "PostgresServer",
    "RedisServer",
    "browser_path",
    "free_port",
    "start_postgres",
    "start_redis",
]
