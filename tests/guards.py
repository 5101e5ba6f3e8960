"""What no test may do: reach out of this machine, use a developer's own settings, or hang."""

import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

TIME_LIMIT_SECONDS = 120.0


# Set, not only removed: a variable that is set wins over a developer's `.env`. The data folder
# cannot exist, so that a test which forgets to name its own fails instead of writing here.
ENVIRONMENT = {
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "DESKWIRE_DATA_DIR": "/dev/null/each-test-names-its-own",
    "DESKWIRE_SECRET": "",
    "DESKWIRE_SMTP_HOST": "",
    "DESKWIRE_LLM_BASE_URL": "",
    "DESKWIRE_LLM_API_KEY": "",
}


class OutsideNetworkError(RuntimeError):
    """A test tried to reach an address that is not on loopback."""


class TimeLimitError(BaseException):
    """A test ran into its time limit; not an `Exception`, so that no test swallows it."""


def forget_the_surroundings() -> None:
    """Keep the developer's own settings, and so his databases, from the tests."""
    for name in [name for name in os.environ if name.startswith("DESKWIRE_")]:
        del os.environ[name]
    os.environ.pop("PORT", None)
    os.environ.update(ENVIRONMENT)


def refuse_outside_network() -> None:
    """From now on, connecting to or resolving anything but loopback raises, in this process.

    Servers that the environment names for the tests are let through.
    """
    allowed = {"localhost", "", socket.gethostname()} | _named_servers()

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            address = arguments[1]
            host = address[0] if isinstance(address, tuple) else None
        elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            host = arguments[0]
        else:
            return
        if isinstance(host, bytes):
            host = host.decode()
        if host is not None and host not in allowed and not _is_loopback(host):
            raise OutsideNetworkError(f"{event}: tests stay on this machine, not {host!r}")

    sys.addaudithook(guard)


def _named_servers() -> set[str]:
    hosts = set()
    for name in ("TEST_DATABASE_URL", "TEST_REDIS_URL"):
        if host := urlsplit(os.environ.get(name, "")).hostname:
            hosts.add(host)
            hosts.update(str(found[4][0]) for found in socket.getaddrinfo(host, None))
    return hosts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeLimitError` where the main thread is after `seconds`."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeLimitError(f"ran longer than {seconds:g} s")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
