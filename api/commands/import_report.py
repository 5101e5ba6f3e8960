"""How an import shows on the terminal, or in a log: on stderr, so that stdout has the result."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

SHOWN_WARNINGS: Final = 100
LINE_EVERY_S: Final = 5.0


@dataclass(slots=True)
class ImportSummary:
    """What became of the lines; `skipped` were imported before."""

    created: int = 0
    skipped: int = 0
    failed: int = 0
    warnings: int = 0
    seconds: float = 0.0

    def as_text(self) -> str:
        rate = self.created / self.seconds if self.seconds else 0.0
        return (
            f"{self.created:,} created, {self.skipped:,} there already, {self.failed:,} failed, "
            f"{self.warnings:,} warnings; {self.seconds:.1f} s, {rate:,.0f} tickets a second"
        )


class Report(Protocol):
    """Who is told how it goes."""

    def __enter__(self) -> "Report": ...

    def __exit__(self, *error: object) -> None: ...

    def progressed(self, done_bytes: int, summary: ImportSummary) -> None: ...

    def failed(self, line: int, message: str) -> None: ...

    def warned(self, line: int, message: str) -> None: ...


def open_report(file: Path) -> Report:
    """A bar for a terminal, else a line now and then."""
    total_bytes = file.stat().st_size
    return BarReport(total_bytes) if sys.stderr.isatty() else LineReport(total_bytes)


class LineReport:
    """Plain lines; bad lines all of them, warnings only the first hundred."""

    def __init__(self, total_bytes: int) -> None:
        self._total = max(1, total_bytes)
        self._warnings = 0
        self._said_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def progressed(self, done_bytes: int, summary: ImportSummary) -> None:
        if time.monotonic() - self._said_at >= LINE_EVERY_S:
            self._said_at = time.monotonic()
            self._say(f"{min(100, done_bytes * 100 // self._total)} %: {summary.as_text()}")

    def failed(self, line: int, message: str) -> None:
        self._say(f"line {line}: {message}")

    def warned(self, line: int, message: str) -> None:
        self._warnings += 1
        if self._warnings <= SHOWN_WARNINGS:
            self._say(f"line {line}: warning: {message}")
        if self._warnings == SHOWN_WARNINGS:
            self._say("Further warnings are only counted.")

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)  # noqa: T201


class BarReport(LineReport):
    def __init__(self, total_bytes: int) -> None:
        super().__init__(total_bytes)
        self._progress = Progress(
            TextColumn("import"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task("import", total=self._total, counts="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def progressed(self, done_bytes: int, summary: ImportSummary) -> None:
        counts = f"{summary.created:,} created, {summary.failed:,} failed"
        self._progress.update(self._task, completed=done_bytes, counts=counts)

    def _say(self, text: str) -> None:
        self._progress.console.print(text, markup=False, highlight=False)
