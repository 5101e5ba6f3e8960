"""Figures as Markdown, on the terminal and in docs/performance.md, and as JSON."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.figures import Table
from tests.benchmarks.peer_packages import PEERS
from tests.benchmarks.rounds import Spread
from tests.e2e.processes import ROOT

JSON_FILE = ROOT / ".cache" / "benchmarks.json"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def as_markdown(table: Table) -> str:
    """Medians over the rounds; ratios with their lowest and highest."""
    columns = list(next(iter(table.rows.values())))
    lines = [f"### {table.title}", "", _line(["", *columns]), _line(["---"] * (len(columns) + 1))]
    for name, figures in table.rows.items():
        lines.append(_line([name, *(_number(figures[column].median) for column in columns)]))
    lines.append("")
    lines += [f"- {what}: **{_ratio(spread)}**" for what, spread in table.ratios.items()]
    lines += [f"- in doubt: {doubt}" for doubt in table.doubts]
    return "\n".join(lines)


class Report:
    """The figures of one run, and what they were measured with."""

    def __init__(self, size: str) -> None:
        self.tables: list[Table] = []
        self._setting = {
            "made": datetime.now(UTC).strftime("%Y-%m-%d"),
            "size": size,
            "machine": _machine(),
            "load": f"{os.getloadavg()[0]:.1f}",
            "peers": _peers(),
        }

    def write_json(self) -> None:
        found = self._setting | {"tables": [asdict(table) for table in self.tables]}
        JSON_FILE.parent.mkdir(exist_ok=True)
        JSON_FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False))

    def write_page(self) -> None:
        """Put the tables between the two marks of docs/performance.md."""
        before, _, rest = PAGE.read_text().partition(BEGIN)
        _, _, after = rest.partition(END)
        head = (
            "Measured {made} ({size}) on {machine}, whose load average was {load} before;"
            " beside {peers}.".format(**self._setting)
        )
        figures = "\n\n".join([head, *map(as_markdown, self.tables)])
        PAGE.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}")


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _ratio(spread: Spread) -> str:
    return f"{spread.median:.2f} ({spread.lowest:.2f} to {spread.highest:.2f})"


def _peers() -> str:
    """Their names and versions, and Node's."""
    found = json.loads((PEERS / "package.json").read_text())
    packages = found["dependencies"]
    named = [f"{name} {packages[name]}" for name in ("mercurius", "postgraphile", "graphql-ws")]
    (version,) = set(found["optionalDependencies"].values())
    return ", ".join([*named, f"Node.js {version}"])


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"
