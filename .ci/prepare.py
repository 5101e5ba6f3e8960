"""Brings the environment and the dashboard up to date; what is up to date already is left alone.

Called by the Makefile with the system's Python, so it uses the standard library only:

    prepare.py runtime     what `make up` needs
    prepare.py dev         what `make test` and `make check` need

Each part leaves a stamp: the hash of everything that it was made from. A second call compares
stamps and ends within a fraction of a second.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
STEPS = 5
OLDEST_NODE = (20, 19)


class Failure(Exception):
    """A step could not be done; the message is written for the person at the terminal."""


def main(kind: str) -> None:
    os.chdir(ROOT)
    prepare_environment()
    install_packages(kind)
    build_dashboard(kind)


def prepare_environment() -> None:
    step = Step(1, "Python environment")
    # Scripts in an environment name its folder, so a moved or copied checkout needs a new one.
    wanted = digest([], sys.version, str(VENV))
    stamp = VENV / ".stamp-environment"
    if VENV_PYTHON.exists() and (not stamp.exists() or stamp.read_text() == wanted):
        step.ready()
    else:
        step.begin("creating .venv")
        try:
            run([sys.executable, "-m", "venv", "--clear", str(VENV)])
        except Failure as failure:
            raise Failure(
                f"{failure}\nIf Python says that ensurepip is missing, install its venv package "
                "(Debian and Ubuntu: apt-get install python3-venv)."
            ) from None
        step.done()
    stamp.write_text(wanted)


def install_packages(kind: str) -> None:
    step = Step(2, "Python packages")
    stamps = {name: VENV / f".stamp-{name}" for name in LOCKS}
    wanted = {name: digest([lock, ROOT / "pyproject.toml"]) for name, lock in LOCKS.items()}
    sufficient = ["dev"] if kind == "dev" else ["runtime", "dev"]
    if any(is_current(stamps[name], wanted[name]) for name in sufficient):
        step.ready()
        return
    lock = LOCKS[kind]
    step.begin("installing")
    pip = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    total = len(re.findall(r"^[\w.\[\]-]+==", lock.read_text(), re.MULTILINE))
    run([*pip, "--require-hashes", "-r", str(lock)], step, ("Collecting", "Processing"), total)
    run([*pip, "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."])
    for stamp in stamps.values():
        stamp.unlink(missing_ok=True)
    stamps[kind].write_text(wanted[kind])
    step.done()


def install_packages_of_node(folder: Path, npm: str, step: Step) -> bool:
    """Install what the lock file in `folder` names; False when that is there already."""
    wanted = digest([folder / "package.json", folder / "package-lock.json"])
    stamp = folder / "node_modules" / ".stamp"
    if is_current(stamp, wanted):
        return False
    step.begin("installing")
    run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(wanted)
    return True


def build_dashboard(kind: str) -> None:
    step = Step(3, "dashboard")
    npm = find_npm()
    if kind == "dev":
        install_packages_of_node(ROOT / "tests" / "contract", npm, Step(3, "tools of the tests"))
    installed = install_packages_of_node(FRONTEND, npm, step)
    index = FRONTEND / "dist" / "index.html"
    stamp = ROOT / ".cache" / "dashboard.stamp"
    if not installed and index.exists() and is_current(stamp, digest(dashboard_sources())):
        step.ready()
        return
    step.begin("building")
    run([npm, "run", "--silent", "build"], cwd=FRONTEND)
    stamp.parent.mkdir(exist_ok=True)
    # Hashed after the build, which may write generated types into the sources.
    stamp.write_text(digest(dashboard_sources()))
    step.done()


def find_npm() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    told = subprocess.check_output([node, "--version"], text=True).strip() if node else "none"
    version = tuple(int(part) for part in re.findall(r"\d+", told)[:2])
    if npm is None or version < OLDEST_NODE:
        raise Failure(
            f"The dashboard needs Node.js {'.'.join(map(str, OLDEST_NODE))} or newer with npm; "
            f"found {told}. See https://nodejs.org/en/download"
        )
    return npm


def dashboard_sources() -> Iterable[Path]:
    for folder, folders, names in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in {"node_modules", "dist"}]
        yield from (Path(folder, name) for name in names)
    yield ROOT / "schema" / "schema.graphql"


def digest(files: Iterable[Path], *words: str) -> str:
    """A hash over the names and bytes of files, in a fixed order, and over words."""
    total = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        if file.is_file():
            total.update(str(file.relative_to(ROOT)).encode() + b"\0")
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


class Step:
    """One numbered line of progress; rewritten in place on a terminal, plain lines elsewhere."""

    def __init__(self, number: int, name: str) -> None:
        self.name = self.head = f"[{number}/{STEPS}] {name}"
        self.started = time.monotonic()
        self.live = sys.stdout.isatty()
        self.clear = "\r\033[K" if self.live else ""

    def ready(self) -> None:
        print(f"{self.name}: ready", flush=True)

    def begin(self, doing: str) -> None:
        self.head = f"{self.name}: {doing}"
        print(f"{self.clear}{self.head} …", end="" if self.live else "\n", flush=True)

    def advance(self, count: int, total: int) -> None:
        if self.live:
            print(f"\r{self.head} … {min(count, total)}/{total}", end="", flush=True)

    def done(self) -> None:
        print(
            f"{self.clear}{self.name}: done in {time.monotonic() - self.started:.0f} s", flush=True
        )


def run(
    command: list[str],
    step: Step | None = None,
    marks: tuple[str, ...] = (),
    total: int = 0,
    *,
    cwd: Path = ROOT,
) -> None:
    """Runs a command with its output kept back; shows the output only when the command fails.

    Lines that begin with one of `marks` are counted as progress out of `total`.
    """
    output: list[str] = []
    count = 0
    with subprocess.Popen(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            output.append(line)
            if step is not None and line.startswith(marks):
                count += 1
                step.advance(count, total)
    if process.returncode != 0:
        told = "".join(output[-60:]).rstrip()
        raise Failure(f"\n{told}\n\nThis command failed: {' '.join(command)}")


if __name__ == "__main__":
    if sys.argv[1:] not in (["runtime"], ["dev"]):
        sys.exit(f"usage: {sys.argv[0]} runtime|dev")
    try:
        main(sys.argv[1])
    except Failure as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
