"""Reading the container files far enough to hold them against the code."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<how>[-?])(?P<text>[^}]*))?\}")


@dataclass
class Stage:
    """One FROM of a Dockerfile and the instructions below it."""

    name: str
    image: str
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def arguments(self, instruction: str) -> list[str]:
        return [text for name, text in self.instructions if name == instruction]

    def command(self, instruction: str) -> list[str]:
        """The exec form of the last such instruction, such as ENTRYPOINT or CMD."""
        return [str(part) for part in json.loads(self.arguments(instruction)[-1])]

    def environment(self) -> dict[str, str]:
        pairs = [pair for text in self.arguments("ENV") for pair in shlex.split(text)]
        return dict(pair.split("=", 1) for pair in pairs)

    def copies(self) -> list[tuple[str | None, list[str]]]:
        """For each COPY: the stage it takes from (None: the checkout), and its sources."""
        found: list[tuple[str | None, list[str]]] = []
        for text in self.arguments("COPY"):
            parts = text.split()
            options = [part for part in parts if part.startswith("--")]
            paths = [part for part in parts if not part.startswith("--")]
            origin = next((it.split("=", 1)[1] for it in options if it.startswith("--from=")), None)
            found.append((origin, paths[:-1]))
        return found


def read_dockerfile(path: Path = ROOT / "Dockerfile") -> list[Stage]:
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("#")]
    stages: list[Stage] = []
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if not line.strip():
            continue
        name, text = line.strip().split(None, 1)
        if name == "FROM":
            image, _, stage = text.partition(" AS ")
            stages.append(Stage(name=stage.strip(), image=image.strip()))
        else:
            stages[-1].instructions.append((name, text.strip()))
    return stages


def read_compose(path: Path = ROOT / "docker-compose.yml") -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text())
    return document


def interpolate(text: str, values: dict[str, str]) -> str:
    """What compose makes of `${NAME}`, `${NAME:-default}` and `${NAME:?message}`."""

    def replace(match: re.Match[str]) -> str:
        value = values.get(match["name"], "")
        return value or (match["text"] if match["how"] == "-" else "")

    return VARIABLE.sub(replace, text)
