"""The peers' packages from npm, and a Node.js that is new enough for all of them."""

import hashlib
import platform
import shutil
import subprocess
from pathlib import Path

PEERS = Path(__file__).with_name("peers")
MACHINES = {"x86_64": "x64", "aarch64": "arm64"}


def node() -> Path:
    """The packaged Node.js; its packages and it are installed first if they are not yet.

    Raises SystemExit with npm's words when that does not work.
    """
    found = PEERS / "node_modules" / f"node-linux-{_machine()}" / "bin" / "node"
    stamp = PEERS / "node_modules" / ".stamp"
    wanted = hashlib.sha256((PEERS / "package-lock.json").read_bytes()).hexdigest()
    if found.exists() and stamp.exists() and stamp.read_text() == wanted:
        return found
    print("installing the peers' packages with npm …", flush=True)
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("The benchmarks need npm for the servers that they compare with.")
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=PEERS, capture_output=True, text=True, timeout=900)
    if done.returncode != 0 or not found.exists():
        raise SystemExit(f"{done.stdout}{done.stderr}\nThe peers' packages could not be installed.")
    stamp.write_text(wanted)
    return found


def _machine() -> str:
    machine = platform.machine()
    if machine not in MACHINES:
        raise SystemExit(f"There is no packaged Node.js for {machine} here.")
    return MACHINES[machine]
