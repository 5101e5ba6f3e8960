"""What is told after each commit: hints for the live feeds, ids for the job runners."""

from typing import Protocol

from jobs.hints import BroadcastHints


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
