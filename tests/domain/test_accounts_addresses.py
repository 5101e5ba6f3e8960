"""E-mail addresses in the one form that is stored."""

import pytest

from domain.accounts.addresses import clean_email, fold_email
from domain.errors import DomainError, ErrorCode


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("ann@desk.example", "ann@desk.example"),
        ("  Ann.Smith+tag@DESK.Example ", "ann.smith+tag@desk.example"),
        ("ann@\uff24esk.example", "ann@desk.example"),
        ("müller@straße.example", "müller@strasse.example"),
        ("admin@localhost", "admin@localhost"),
        ("a@1-2.example", "a@1-2.example"),
    ],
)
def test_an_address_is_folded(given: str, stored: str) -> None:
    assert clean_email(given, "email") == stored


@pytest.mark.parametrize(
    "given",
    [
        "ann",
        "@desk.example",
        "ann@",
        "ann@@desk.example",
        "ann@desk",
        "ann@desk..example",
        "ann@-desk.example",
        "ann@desk-.example",
        "ann smith@desk.example",
        "ann@desk.example\r\nBcc: eve@desk.example",
        "ann\x00@desk.example",
        "ann\u200b@desk.example",
        ".ann@desk.example",
        "ann..smith@desk.example",
        '"ann"@desk.example',
        "ann\uff20evil.example@desk.example",
        "<ann@desk.example>",
        "ann,eve@desk.example",
        "x" * 65 + "@desk.example",
    ],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    assert fold_email(given) is None
    with pytest.raises(DomainError) as caught:
        clean_email(given, "email")
    assert caught.value.code is ErrorCode.INVALID
    assert caught.value.path == ("input", "email")


def test_a_missing_and_a_too_long_address_have_their_own_codes() -> None:
    with pytest.raises(DomainError) as missing:
        clean_email("  ", "email")
    assert missing.value.code is ErrorCode.REQUIRED
    with pytest.raises(DomainError) as long:
        clean_email("a@" + "b" * 250 + ".example", "email")
    assert long.value.code is ErrorCode.TOO_LONG
