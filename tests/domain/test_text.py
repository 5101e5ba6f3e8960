"""The checks of what people type."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.errors import DomainError, ErrorCode
from domain.ids import new_id
from domain.text import (
    check_id,
    check_moment,
    check_new_id,
    check_time_zone,
    clean_line,
    clean_text,
)


def code_of(error: pytest.ExceptionInfo[DomainError]) -> ErrorCode:
    assert error.value.path == ("input", "field")
    return error.value.code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a  b ", "a  b"),
        ("e\u0301", "\u00e9"),
        ("\U0001f525", "\U0001f525"),
        ("x" * 200, "x" * 200),
    ],
)
def test_a_line_is_trimmed_and_composed(typed: str, kept: str) -> None:
    assert clean_line(typed, "field") == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (None, ErrorCode.REQUIRED),
        ("", ErrorCode.REQUIRED),
        (" \t\n\u3000", ErrorCode.REQUIRED),
        ("\u200b\u2060", ErrorCode.REQUIRED),
        ("x" * 201, ErrorCode.TOO_LONG),
        ("x" * 1_000_000, ErrorCode.TOO_LONG),
        ("a\nb", ErrorCode.INVALID),
        ("a\u2028b", ErrorCode.INVALID),
        ("a\tb", ErrorCode.INVALID),
        ("a\x00", ErrorCode.INVALID),
        ("a\x85b", ErrorCode.INVALID),
        ("\udfff", ErrorCode.INVALID),
        ("a" + "\u0301" * 31, ErrorCode.INVALID),
    ],
)
def test_a_bad_line_is_refused_with_its_code(typed: str | None, code: ErrorCode) -> None:
    with pytest.raises(DomainError) as error:
        clean_line(typed, "field")
    assert code_of(error) is code


def test_a_line_may_have_a_least_length() -> None:
    with pytest.raises(DomainError) as error:
        clean_line("abc", "field", minimum=4)
    assert code_of(error) is ErrorCode.TOO_SHORT


def test_a_text_keeps_tabs_and_line_breaks_of_one_kind() -> None:
    assert clean_text("  a\r\n\tb\rc\u2029d \n", "field") == "  a\n\tb\nc\nd"
    assert clean_text(None, "field") == ""


@pytest.mark.parametrize("character", [chr(code) for code in (*range(32), 127, 128, 159)])
def test_control_characters_but_tab_and_line_breaks_are_refused(character: str) -> None:
    if character in "\t\n\r":
        clean_text(f"a{character}b", "field")
        return
    with pytest.raises(DomainError) as error:
        clean_text(f"a{character}b", "field")
    assert code_of(error) is ErrorCode.INVALID


def test_text_that_is_slow_to_normalise_is_refused_at_once() -> None:
    start = time.perf_counter()
    with pytest.raises(DomainError):
        clean_text("a" + "\u0301\u0316" * 90_000, "field")
    assert time.perf_counter() - start < 0.5


def test_time_zones_are_names_of_the_iana_list() -> None:
    assert check_time_zone("Europe/Berlin", "field") == "Europe/Berlin"
    for name in ("", "Mars/Olympus", "../../etc/passwd", "europe/berlin", "\x00"):
        with pytest.raises(DomainError) as error:
            check_time_zone(name, "field")
        assert code_of(error) is ErrorCode.INVALID


def test_moments_are_kept_in_utc() -> None:
    there = datetime(2030, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert check_moment(there, "field") == there
    assert check_moment(there, "field").tzinfo is UTC
    for odd in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        with pytest.raises(DomainError) as error:
            check_moment(odd, "field")
        assert code_of(error) is ErrorCode.OUT_OF_RANGE


def test_ids_of_another_form_are_just_not_found() -> None:
    known = new_id("cat")
    assert check_id(known, "category", "field") == known
    for odd in ("", "1", known.upper(), f"{known}\n", "cat_\x00"):
        with pytest.raises(DomainError) as error:
            check_id(odd, "category", "field")
        assert code_of(error) is ErrorCode.NOT_FOUND
    with pytest.raises(DomainError) as error:
        check_new_id(known, "tkt", "field")
    assert code_of(error) is ErrorCode.INVALID
