"""What leaves the house: nothing personal, and all of it comes back in its place."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.masking import StreamUnmasker, is_card_number, mask, unmask

SECRETS = [
    ("write to ann.lee+desk@mail.example.org now", "ann.lee+desk@mail.example.org", "EMAIL"),
    ("an jürgen@müller.example bitte", "jürgen@müller.example", "EMAIL"),
    ("card 4111 1111 1111 1111, exp 03/30", "4111 1111 1111 1111", "CARD"),
    ("card 4111-1111-1111-1111", "4111-1111-1111-1111", "CARD"),
    ("amex 378282246310005", "378282246310005", "CARD"),
    ("call +49 (0)30 1234-5678 today", "+49 (0)30 1234-5678", "PHONE"),
    ("call 030/12345678", "030/12345678", "PHONE"),
    ("call (555) 123-4567", "(555) 123-4567", "PHONE"),
    ("call 555-123-4567", "555-123-4567", "PHONE"),
    ("key sk-proj-abcDEF0123456789xyz", "sk-proj-abcDEF0123456789xyz", "KEY"),
    ("the ghp_0123456789abcdefABCDEF0123456789abcd", "ghp_0123456789abcdefABCDEF0123456789abcd",
     "KEY"),
    ("AKIAIOSFODNN7EXAMPLE leaked", "AKIAIOSFODNN7EXAMPLE", "KEY"),
    ("session 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
     "KEY"),
    ("my password is: hunter2!", "hunter2!", "KEY"),
    ("Passwort: geheim-1", "geheim-1", "KEY"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----", "MIIE", "KEY"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "secret", "kind"), SECRETS)
def test_what_is_personal_or_secret_is_replaced(text: str, secret: str, kind: str) -> None:
    [masked], masks = mask([text])
    assert secret not in masked
    assert f"[{kind}_1]" in masked
    assert unmask(masked, masks.originals) == text


@pytest.mark.parametrize(
    "text",
    [
        "The printer on floor 3 jams since 2026-03-01 12:30.",
        "Order 20260012345 was charged 49.90 twice.",
        "Error 0x80070057 in version 10.0.19045",
        "A card that is none: 4111 1111 1111 1112",
        "Please reset my password, it does not work",
    ],
)
def test_the_rest_is_left_alone(text: str) -> None:
    assert mask([text])[0] == [text]


def test_the_same_address_has_the_same_name_in_all_texts() -> None:
    texts, _ = mask(["a@x.example and b@x.example", "again a@x.example"])
    assert texts == ["[EMAIL_1] and [EMAIL_2]", "again [EMAIL_1]"]


def test_a_placeholder_that_somebody_wrote_is_his_own() -> None:
    [masked], masks = mask(["[EMAIL_1] is what I wrote, a@x.example is mine"])
    assert masked == "[EMAIL_1] is what I wrote, [EMAIL_2] is mine"
    assert unmask("[EMAIL_1] [EMAIL_2] [EMAIL_3]", masks.originals) == (
        "[EMAIL_1] a@x.example [EMAIL_3]"
    )


def test_originals_come_back_in_all_texts_of_an_answer() -> None:
    [_], masks = mask(["a@x.example"])
    answer = {"quotes": ["to [EMAIL_1]"], "n": 1, "deep": {"x": "[EMAIL_1]"}, "none": None}
    assert unmask(answer, masks.originals) == {
        "quotes": ["to a@x.example"], "n": 1, "deep": {"x": "a@x.example"}, "none": None,
    }  # fmt: skip


PARTS = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from([text for text, _, _ in SECRETS]),
        st.sampled_from(["[EMAIL_1]", "[KEY_2", "]", "password: ", "4111111111111111", "\n", "["]),
        st.emails(),
    ),
    max_size=8,
)


@given(PARTS, PARTS)
def test_whatever_the_texts_are_they_come_back(first: list[str], second: list[str]) -> None:
    texts = ["".join(first), "".join(second)]
    masked, masks = mask(texts)
    assert [unmask(text, masks.originals) for text in masked] == texts


@given(st.integers(min_value=10**11, max_value=10**18 - 1), PARTS)
def test_no_card_number_between_words_gets_through(number: int, around: list[str]) -> None:
    digits = str(number)
    card = next(f"{digits}{last}" for last in range(10) if is_card_number(f"{digits}{last}") or
                len(set(digits)) == 1)  # fmt: skip
    [masked], _ = mask([f"{' '.join(around)} card {card} please"])
    assert not is_card_number(card) or f" {card} " not in masked


@given(PARTS, st.lists(st.integers(min_value=1, max_value=7), max_size=60))
def test_a_streamed_answer_is_the_whole_answer(parts: list[str], sizes: list[int]) -> None:
    [masked], masks = mask(["".join(parts)])
    unmasker, shown, rest = StreamUnmasker(masks.originals), "", masked
    for size in sizes:
        shown += unmasker.feed(rest[:size])
        rest = rest[size:]
    shown += unmasker.feed(rest) + unmasker.end()
    assert shown == unmask(masked, masks.originals)


@pytest.mark.parametrize(
    "text",
    ["a" * 50_000, "a@" * 25_000, "1 " * 25_000, "+1" * 25_000, "password:" * 6_000, "[" * 50_000,
     "-----BEGIN PRIVATE KEY-----" * 1_800, "a.b@c." * 8_000, "0123456789abcdef" * 3_000],
)  # fmt: skip
def test_a_hostile_text_takes_no_longer(text: str) -> None:
    started = time.process_time()
    mask([text])
    assert time.process_time() - started < 0.5
