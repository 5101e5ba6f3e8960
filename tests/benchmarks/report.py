"""Figures as Markdown, on the terminal and in docs/performance.md, and as JSON."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.figures import Table
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


def write_json(tables: list[Table], size: str) -> Path:
    found = {"made": _when(), "machine": _machine(), "size": size}
    found["tables"] = [asdict(table) for table in tables]  # type: ignore[assignment]
    JSON_FILE.parent.mkdir(exist_ok=True)
    JSON_FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    return JSON_FILE


def write_page(tables: list[Table], size: str) -> Path:
    """Put the tables between the two marks of docs/performance.md."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    head = f"Measured {_when()} ({size}) on {_machine()}."
    figures = "\n\n".join([head, *map(as_markdown, tables)])
    PAGE.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}")
    return PAGE


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _ratio(spread: Spread) -> str:
    return f"{spread.median:.2f} ({spread.lowest:.2f} to {spread.highest:.2f})"


def _when() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


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
