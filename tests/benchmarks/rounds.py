"""Interleaved rounds, and what is made of them: medians, and ratios within each round.

The machine's mood changes from minute to minute, so contenders are measured in turn
(A B C A B C …), and a ratio compares samples of the same round.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, TypeVar

T = TypeVar("T")
TIME_LIMIT_S = 600.0


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some rounds, with the lowest and the highest."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        found = sorted(values)
        return cls(median(found), found[0], found[-1])


def interleaved(
    what: str, names: Iterable[str], rounds: int, measure: Callable[[str], T]
) -> dict[str, list[T]]:
    """`measure(name)` for every name, `rounds` times over; the samples of each.

    A line for each round says how far it has come with `what`.
    """
    samples: dict[str, list[T]] = {name: [] for name in names}
    for number in range(1, rounds + 1):
        print(f"{what}: round {number} of {rounds} …", flush=True)
        for name, taken in samples.items():
            taken.append(measure(name))
    return samples


def ratios(numerators: Iterable[float], denominators: Iterable[float]) -> Spread:
    """Round by round."""
    return Spread.of(a / b for a, b in zip(numerators, denominators, strict=True))


def run_load(module: str, plan: Any) -> dict[str, Any]:
    """Run a load in a process of its own, on the processors of this one."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module}"],
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
    )
    if done.returncode != 0:
        raise SystemExit(f"{module}: {done.stderr[-4000:]}")
    return dict(json.loads(done.stdout))
