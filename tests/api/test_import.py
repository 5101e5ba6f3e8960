"""Import: real files, bad lines, and the same file twice."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.commands.import_report import ImportSummary, LineReport
from api.commands.import_rows import (
    DEFAULT_REQUESTER,
    MAX_LINE_BYTES,
    BadLine,
    Line,
    parse_row,
    read_lines,
    title_from,
)
from api.commands.import_tickets import import_tickets
from domain import clock
from domain.actors import SYSTEM
from domain.catalog.defaults import ensure_defaults
from domain.ids import new_id
from domain.models import Category, Event, Job, Mail, Ticket, TriageRun, User
from domain.unit_of_work import transact
from domain.vocabulary import Channel, DecidedBy, EventKind, JobKind, Priority, Role


class Heard(LineReport):
    """Remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(1)
        self.said: list[str] = []

    def _say(self, text: str) -> None:
        self.said.append(text)


@pytest.fixture
async def desk(db: str) -> str:
    await transact(ensure_defaults, SYSTEM)
    return db


def write(path: Path, *objects: Any) -> Path:
    """One line each; bytes and text as they are, anything else as JSON."""
    lines = [
        it if isinstance(it, bytes) else (it if isinstance(it, str) else json.dumps(it)).encode()
        for it in objects
    ]
    file = path / "tickets.jsonl"
    file.write_bytes(b"\n".join(lines) + b"\n")
    return file


async def take(file: Path) -> tuple[ImportSummary, list[str]]:
    heard = Heard()
    summary = await import_tickets(file, report=heard)
    return summary, heard.said


def row(**data: Any) -> Any:
    text = json.dumps({"id": "1", "title": "A title", **data}).encode()
    return parse_row(Line(1, text, len(text)), {"billing": "cat_billing"})


async def test_a_ticket_comes_in_with_all_that_the_line_says(desk: str, tmp_path: Path) -> None:
    line = {
        "id": "old-1", "title": " A  title ", "description": "Text", "category": "Billing",
        "priority": "high", "requester": "Jane Doe <Jane@Example.org>",
        "created_at": "2026-01-02T03:04:05+01:00", "native_label": "ignored",
    }  # fmt: skip
    summary, said = await take(write(tmp_path, line))
    assert (summary.created, summary.failed, summary.warnings, said) == (1, 0, 0, [])
    ticket = await Ticket.get(external_id="old-1").select_related("requester", "category")
    assert (ticket.title, ticket.description) == ("A title", "Text")
    assert (ticket.priority, ticket.category.key) == (Priority.HIGH, "billing")
    assert ticket.priority_decided_by is not DecidedBy.DEFAULT
    assert ticket.category_decided_by is not DecidedBy.DEFAULT
    assert (ticket.requester.name, ticket.requester.email) == ("Jane Doe", "jane@example.org")
    assert ticket.requester.role is Role.USER
    assert ticket.requester.password_hash is None
    assert ticket.requester.email_confirmed_at is None
    assert ticket.created_at == datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)
    assert ticket.channel is Channel.IMPORT


async def test_an_imported_ticket_is_triaged_and_mails_nobody(desk: str, tmp_path: Path) -> None:
    await take(write(tmp_path, {"id": "1", "title": "A", "requester": "a@example.org"}))
    ticket = await Ticket.get(external_id="1")
    assert await TriageRun.filter(ticket_id=ticket.id).count() == 1
    assert set(await Job.all().values_list("kind", flat=True)) == {JobKind.TRIAGE}
    assert await Mail.all().count() == 0
    assert await Event.filter(kind=EventKind.TICKET_CREATED, ticket_id=ticket.id).count() == 1


async def test_importing_a_file_twice_changes_nothing(desk: str, tmp_path: Path) -> None:
    file = write(tmp_path, *({"id": str(n), "title": f"Ticket {n}"} for n in range(130)))
    first, _ = await take(file)
    before = await Ticket.all().order_by("id").values()
    events = await Event.all().count()
    second, said = await take(file)
    assert (first.created, first.skipped) == (130, 0)
    assert (second.created, second.skipped, second.failed, said) == (0, 130, 0, [])
    assert await Ticket.all().order_by("id").values() == before
    assert await Event.all().count() == events


async def test_an_id_twice_in_one_file_counts_once(desk: str, tmp_path: Path) -> None:
    summary, _ = await take(
        write(tmp_path, {"id": "1", "title": "First"}, {"id": " 1 ", "title": "Second"})
    )
    assert (summary.created, summary.skipped) == (1, 1)
    assert (await Ticket.get(external_id="1")).title == "First"


async def test_two_imports_of_one_file_at_the_same_time_make_each_ticket_once(
    desk: str, tmp_path: Path
) -> None:
    file = write(
        tmp_path, *({"id": str(n), "title": "A", "requester": "a@b.org"} for n in range(120))
    )
    one, other = await asyncio.gather(take(file), take(file))
    assert one[0].created + other[0].created == 120
    assert one[0].skipped + other[0].skipped == 120
    assert one[0].failed == other[0].failed == 0
    assert await Ticket.all().count() == 120
    assert await User.filter(email="a@b.org").count() == 1


async def test_bad_lines_are_told_by_number_and_stop_nothing(desk: str, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        b"\xef\xbb\xbf" + b'{"id": "1", "title": "With a byte order mark"}',
        "{not json",
        "",
        "[1, 2]",
        '"text"',
        {"id": "6", "title": " ", "description": None},
        {"title": "No id"},
        {"id": "8", "title": "t" * 201},
        {"id": "9", "title": "A", "description": "d" * 50_001},
        {"id": "10", "title": 10},
        {"id": "11", "title": "A", "description": "a\x00b"},
        b'{"id": "12", "title": "\xff\xfe"}',
        b'{"id": "13", "title": "' + b"x" * (2 * MAX_LINE_BYTES + 5) + b'"}',
        {"id": "x" * 201, "title": "A"},
        {"id": True, "title": "A"},
        {"id": "16", "title": "A", "requester": "no@address@at.all"},
        {"id": 17, "title": "The last one"},
    )
    summary, said = await take(file)
    assert (summary.created, summary.failed) == (2, 14)
    numbers = [int(line.split(":")[0].removeprefix("line ")) for line in said]
    assert numbers == [2, 4, 5, *range(6, 17)]
    assert set(await Ticket.all().values_list("external_id", flat=True)) == {"1", "17"}


async def test_what_is_unknown_is_left_out_with_a_warning(desk: str, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        {"id": "1", "title": "A", "category": "Weather"},
        {"id": "2", "title": "A", "priority": "someday"},
        {"id": "3", "title": "A", "created_at": "yesterday"},
        {"id": "4", "title": "A", "created_at": (clock.now() + timedelta(days=1)).isoformat()},
        {"id": "5", "title": "A", "category": 7, "priority": []},
        {"id": "6", "title": "A", "category": None, "priority": "", "created_at": None},
    )
    summary, said = await take(file)
    assert (summary.created, summary.failed, summary.warnings) == (6, 0, 6)
    assert [line.split(":")[0] for line in said] == [f"line {n}" for n in (1, 2, 3, 4, 5, 5)]
    general = await Category.get(is_default=True)
    assert set(await Ticket.all().values_list("category_id", flat=True)) == {general.id}
    assert set(await Ticket.all().values_list("priority", flat=True)) == {Priority.MEDIUM}


async def test_a_category_is_known_by_key_name_and_id(desk: str, tmp_path: Path) -> None:
    bug = await Category.get(key="bug")
    names = ["bug", "BUG", bug.name, bug.id]
    await take(
        write(
            tmp_path,
            *({"id": str(n), "title": "A", "category": name} for n, name in enumerate(names)),
        )
    )
    assert await Ticket.filter(category_id=bug.id).count() == len(names)


async def test_people_are_found_again_and_never_by_name_alone(desk: str, tmp_path: Path) -> None:
    now = clock.now()
    jane, jim = [
        await User.create(
            id=new_id("usr"),
            name=name,
            email=email,
            password_hash="x",
            created_at=now,
            updated_at=now,
        )
        for name, email in [("Jane", "jane@example.org"), ("Jim", None)]
    ]
    people = ["JANE@example.org", "Jane", "Jane", "Jim", None, ""]
    await take(
        write(
            tmp_path,
            *({"id": str(n), "title": "A", "requester": it} for n, it in enumerate(people)),
        )
    )
    owners = {
        ticket.external_id: ticket.requester
        for ticket in await Ticket.all().select_related("requester")
    }
    assert owners["0"].id == jane.id
    assert owners["1"].id == owners["2"].id != jane.id
    assert owners["3"].id != jim.id
    assert owners["4"].id == owners["5"].id
    assert owners["4"].name == DEFAULT_REQUESTER


async def test_a_line_that_only_the_database_refuses_does_not_spoil_its_batch(
    desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody deletes the category between reading it and writing the ticket."""
    gone = await Category.get(key="bug")
    await gone.delete()
    monkeypatch.setattr(
        "api.commands.import_tickets._categories", lambda: asyncio.sleep(0, {"bug": gone.id})
    )
    lines = [{"id": str(n), "title": "A", "category": "bug" if n == 3 else None} for n in range(9)]
    summary, said = await take(write(tmp_path, *lines))
    assert (summary.created, summary.failed) == (8, 1)
    assert [line.split(":")[0] for line in said] == ["line 4"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Short enough", "Short enough"),
        ("  two\n lines\t here ", "two lines here"),
        ("a" * 80, "a" * 80),
        ("a" * 81, "a" * 79 + "…"),
        ("word " * 30, "word " * 15 + "word…"),
        ("It ends here, " + "x" * 80, "It ends here…"),
    ],
)
def test_a_title_is_made_of_the_first_words(text: str, title: str) -> None:
    assert title_from(text) == title
    assert len(title) <= 80


@pytest.mark.parametrize(
    ("given", "expected"),
    [("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
     ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
     ("2026-01-02 03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
     ("0001-01-01T00:00:00+14:00", None), (1735689600, None), ({}, None)],
)  # fmt: skip
def test_dates_are_utc_unless_they_say_otherwise(given: Any, expected: datetime | None) -> None:
    parsed = row(created_at=given)
    assert parsed.created_at == expected
    assert bool(parsed.warnings) is (expected is None)


def test_an_empty_requester_address_is_a_bad_line() -> None:
    with pytest.raises(BadLine, match="requester"):
        row(requester="@")


def test_a_file_is_read_line_by_line_with_its_places(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"a\r\n\n  \n" + b"x" * (MAX_LINE_BYTES + 1) + b"\nlast")
    lines = list(read_lines(file))
    assert [(line.number, line.text) for line in lines] == [(1, b"a"), (4, None), (5, b"last")]
    assert lines[-1].end == file.stat().st_size


def test_only_the_first_warnings_are_shown() -> None:
    heard = Heard()
    for line in range(150):
        heard.warned(line, "odd")
    assert len(heard.said) == 101
    assert heard.said[-1] == "Further warnings are only counted."
