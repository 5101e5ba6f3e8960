"""What is told after each commit: hints for the live feeds, ids for the job runners."""

from typing import Protocol

from jobs.hints import BroadcastHints
from jobs.runner import Runner


class TakesJobs(Protocol):
    def wake(self, job_ids: tuple[str, ...]) -> None:
        """Look at these jobs now; must not wait or fail."""


class HintingWaker:
    """`jobs` is the process's own Runner (embedded), or the way to arq's workers."""

    def __init__(self, hints: BroadcastHints, jobs: TakesJobs) -> None:
        self._hints = hints
        self._jobs = jobs

    def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None:
        if events:
            self._hints.publish()
        if job_ids:
            self._jobs.wake(job_ids)


class OwnRunnerFirst:
    """A worker runs what it has made due itself, while it has room; else any worker may.

    What it makes due are the steps after triage, for which those that wait for a model leave
    room. What finds its own lane full waits for that, or for the poll of another worker.
    """

    def __init__(self, runner: Runner, queue: TakesJobs) -> None:
        self._runner = runner
        self._queue = queue

    def wake(self, job_ids: tuple[str, ...]) -> None:
        if self._runner.has_room:
            self._runner.wake()
        else:
            self._queue.wake(job_ids)
