"""The process that trains: reads a request, writes an answer, and ends.

Run as `python -m jobs.training_process MEMORY_BYTES SECONDS` by jobs.trainer, with nothing of
its parent's environment. It opens no database and no connection, and whatever the texts of
tickets make it do, it cannot take more memory or time than it was given.
"""

import os
import pickle
import resource
import sys


def main(memory_bytes: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)
    try:
        from domain.triage.training import train_version
        from jobs.trainer import pack_training

        request = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 (from our parent)
        sys.stdout.buffer.write(pack_training(train_version(request)))
    except Exception as error:
        # Its kind alone: messages may quote tickets.
        sys.exit(type(error).__name__)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
