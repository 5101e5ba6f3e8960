"""The examples of docs/api.md, and what the comment before each says about running it.

    <!-- as: admin; save: ticketId = ticketCreate.ticket.id -->

`as` a demo account or `nobody`, `with` a saved token, `save` a value for later `{{name}}` and
`$NAME` (of a subscription, from its first message), `until` a path holds something, `expect` these
error codes.
"""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"

_BLOCK = re.compile(
    r"(?:^<!-- (?P<comment>[^\n]*) -->\n)?"
    r"^```(?P<language>\w+)\n(?P<code>.*?)^```\n"
    r"(?:^```json\n(?P<variables>.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)
_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<key>\w+)=(?P<value>[^\]]+)\])?")


@dataclass(frozen=True)
class Example:
    """`code` is a GraphQL document, or a curl command in the shell's language."""

    line: int
    language: str
    code: str
    variables: str = "{}"
    actor: str = "nobody"
    token: str = ""
    saves: dict[str, str] = field(default_factory=dict)
    until: str = ""
    expect: list[str] = field(default_factory=list)

    @property
    def is_subscription(self) -> bool:
        return self.code.lstrip().startswith("subscription")


def examples() -> list[Example]:
    text = GUIDE.read_text()
    return [
        Example(
            line=text.count("\n", 0, match.start()) + 1,
            language=match["language"],
            code=match["code"],
            variables=match["variables"] or "{}",
            **_directives(match["comment"] or ""),
        )
        for match in _BLOCK.finditer(text)
    ]


def _directives(comment: str) -> dict[str, Any]:
    found: dict[str, Any] = {"saves": {}}
    for part in filter(None, comment.split("; ")):
        name, _, value = part.partition(": ")
        match name:
            case "as":
                found["actor"] = value
            case "with":
                found["token"] = value
            case "save":
                saved, _, path = value.partition(" = ")
                found["saves"][saved] = path
            case "until":
                found["until"] = value
            case "expect":
                found["expect"] = value.split()
            case _:
                raise ValueError(f"unknown directive: {part}")
    return found


def fill(text: str, values: dict[str, Any]) -> str:
    """Put in what earlier answers gave."""
    text = re.sub(r"\{\{(\w+)\}\}", lambda match: str(values[match[1]]), text)
    return re.sub(r"\$([A-Z]+)\b", lambda match: str(values[match[1]]), text)


def look_up(data: Any, path: str) -> Any:
    """The value at `users.nodes[name=Elif Demir].id` or `tickets.nodes.0.id`; None if missing."""
    for match in _STEP.finditer(path):
        if isinstance(data, list):
            index = int(match["name"])
            data = data[index] if index < len(data) else None
        else:
            data = data.get(match["name"])
        if match["key"]:
            data = next(it for it in data if it[match["key"]] == match["value"])
        if data is None:
            return None
    return data


def error_codes(answer: dict[str, Any]) -> list[str]:
    """All codes in an answer: top-level errors, payload errors, rows of a bulk change."""
    top = [error["extensions"]["code"] for error in answer.get("errors", ())]
    return top + _payload_codes(answer.get("data"))


def _payload_codes(value: Any) -> list[str]:
    if isinstance(value, list):
        return [code for item in value for code in _payload_codes(item)]
    if not isinstance(value, dict):
        return []
    errors = [*(value.get("errors") or ()), *filter(None, [value.get("error")])]
    below = [item for name, item in value.items() if name not in {"errors", "error"}]
    return [error["code"] for error in errors] + _payload_codes(below)


def curl(command: str) -> tuple[str, dict[str, str], str]:
    """URL, headers and body of a curl command that posts."""
    words = iter(shlex.split(command.replace("\\\n", " ")))
    assert next(words) == "curl"
    url, headers, body = next(words), {}, ""
    for option in words:
        match option:
            case "--header":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--data":
                body = next(words)
            case _:
                raise ValueError(f"unknown option: {option}")
    return url, headers, body
