"""From one line of a JSONL file to a ticket that can be written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final

import orjson

from domain import clock, limits
from domain.accounts.addresses import fold_email
from domain.errors import DomainError
from domain.names import clean_name, fold_name
from domain.text import check_moment, clean_line, clean_text
from domain.vocabulary import Priority

MAX_LINE_BYTES: Final = 1024 * 1024
TITLE_FROM_TEXT: Final = 80
DEFAULT_REQUESTER: Final = "Imported requests"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class BadLine(Exception):
    """A line that no ticket can be made of, and why."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose request it is; without an address, somebody known by name alone."""

    name: str
    email: str | None = None


@dataclass(slots=True)
class Row:
    """A ticket as the file has it, cleaned; `warnings` say what was left out."""

    line: int
    external_id: str
    title: str
    description: str
    requester: Person
    category_id: str | None = None
    priority: Priority | None = None
    created_at: datetime | None = None
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """`text` is None for a line that is too long to be looked at; `end` is its last byte."""

    number: int
    text: bytes | None
    end: int


def read_lines(path: Path) -> Iterator[Line]:
    """The lines that are not blank, never more than one of them in memory."""
    with path.open("rb") as file:
        number = end = 0
        while text := file.readline(MAX_LINE_BYTES):
            number += 1
            end += len(text)
            is_whole = text.endswith(b"\n") or len(text) < MAX_LINE_BYTES
            while not is_whole and (rest := file.readline(MAX_LINE_BYTES)):
                end += len(rest)
                is_whole = rest.endswith(b"\n")
                text = b""
            if not text:
                yield Line(number, None, end)
            elif stripped := text.removeprefix(_BYTE_ORDER_MARK).strip():
                yield Line(number, stripped, end)


def parse_row(line: Line, categories: dict[str, str]) -> Row:
    """Raises BadLine. `categories` leads from folded keys, names and ids to ids."""
    data = _object_of(line)
    try:
        row = Row(
            line=line.number,
            external_id=_external_id(data.get("id")),
            title=_title(_text_of(data, "title"), _text_of(data, "description")),
            description=clean_text(_text_of(data, "description"), "description"),
            requester=_requester(data.get("requester")),
        )
    except DomainError as error:
        raise BadLine(f"{error.path[-1]}: {error.message}") from None
    _add_category(row, data.get("category"), categories)
    _add_priority(row, data.get("priority"))
    _add_created_at(row, data.get("created_at"))
    return row


def title_from(text: str) -> str:
    """The first words, at most 80 characters, with an ellipsis where something is left out."""
    words = " ".join(text.split())
    if len(words) <= TITLE_FROM_TEXT:
        return words
    head = words[:TITLE_FROM_TEXT]
    at_blank, _, _ = head.rpartition(" ")
    return (at_blank or head[:-1]).rstrip(" ,;:.-") + "…"


def _object_of(line: Line) -> dict[str, Any]:
    if line.text is None:
        raise BadLine(f"The line is longer than {MAX_LINE_BYTES:,} bytes.")
    try:
        data = orjson.loads(line.text)
    except orjson.JSONDecodeError as error:
        raise BadLine(f"This is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise BadLine("This is no JSON object.")
    return data


def _external_id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise BadLine("id: This must be text.")
    return clean_line(value, "id", maximum=limits.EXTERNAL_ID_LENGTH)


def _text_of(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise BadLine(f"{name}: This must be text.")
    return value or ""


def _title(title: str, description: str) -> str:
    given = " ".join(title.split()) or title_from(description)
    if not given:
        raise BadLine("Neither a title nor a description.")
    return clean_line(given, "title")


def _requester(value: Any) -> Person:
    """`Jane <jane@example.org>`, an address, or a name."""
    if value is None or value == "":
        return Person(DEFAULT_REQUESTER)
    if not isinstance(value, str):
        raise BadLine("requester: This must be text.")
    if "@" not in value:
        return Person(clean_name(value, "requester"))
    name, address = parseaddr(value)
    email = fold_email(address or value)
    if email is None:
        raise BadLine("requester: This is not an e-mail address.")
    shown = (name or email.partition("@")[0])[: limits.NAME_LENGTH]
    return Person(clean_name(shown, "requester"), email)


def _add_category(row: Row, value: Any, categories: dict[str, str]) -> None:
    if value is None or value == "":
        return
    row.category_id = categories.get(fold_name(value.strip())) if isinstance(value, str) else None
    if row.category_id is None:
        row.warnings.append(f"There is no category {_quoted(value)}; left to triage.")


def _add_priority(row: Row, value: Any) -> None:
    if value is None or value == "":
        return
    name = value.strip().upper() if isinstance(value, str) else ""
    if name in Priority.__members__:
        row.priority = Priority[name]
    else:
        row.warnings.append(f"There is no priority {_quoted(value)}; left to triage.")


def _add_created_at(row: Row, value: Any) -> None:
    if value is None or value == "":
        return
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = check_moment(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, AttributeError, OverflowError, DomainError):
        row.warnings.append(f"created_at: {_quoted(value)} is no date; taken as now.")
        return
    if moment > clock.now():
        row.warnings.append(f"created_at: {_quoted(value)} is in the future; taken as now.")
    else:
        row.created_at = moment


def _quoted(value: Any) -> str:
    return ascii(value)[:60]
