"""A small process between the tests and one server: `keeper.py FOLDER UID GID COMMAND…`.

It starts the server (as another user if one is given) in a private folder. When its own standard
input closes, it ends the server and removes the folder. Standard library only, run with
`python -I`.
"""

import select
import shutil
import signal
import subprocess
import sys

STOP_SECONDS = 10.0


def main(folder: str, uid: str, gid: str, *command: str) -> int:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    with open(f"{folder}/server.log", "ab") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            user=None if uid == "-" else int(uid),
            group=None if gid == "-" else int(gid),
            extra_groups=None if uid == "-" else [],
        )
    while server.poll() is None:
        readable, _, _ = select.select([sys.stdin], [], [], 0.2)
        if readable and not sys.stdin.buffer.read(1):
            end(server)
            shutil.rmtree(folder, ignore_errors=True)
    return server.returncode


def end(server: "subprocess.Popen[bytes]") -> None:
    # SIGINT is PostgreSQL's fast shutdown; Redis ends on it as well.
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
