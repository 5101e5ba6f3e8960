"""Tone and language: what the words say, what they do not, and what is quoted."""

import pytest

from domain.triage.language import detect_language
from domain.triage.lexicon import read_tone, tone_candidates
from domain.triage.lexicon_terms import OWN_WORDS, QUIET_WORDS
from domain.vocabulary import TriageField


def heard(text: str) -> dict[TriageField, tuple[str, tuple[str, ...]]]:
    return {c.field: (c.value, c.evidence) for c in tone_candidates(read_tone(text))}


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("Works great, thanks!", "POSITIVE", "works great"),
        ("+1, this saved my day", "POSITIVE", "+1"),
        ("this is annoying", "NEGATIVE", "annoying"),
        ("I am not happy with the new page", "NEGATIVE", "not happy"),
        ("I absolutely hate how this works :(", "NEGATIVE", "hate"),
        ("The support page is free of errors, yes?", "NEUTRAL", None),
        ("Please create a secure account for my friend", "NEUTRAL", None),
        ("`terrible_error` is raised\n```\nhorrible awful\n```", "NEUTRAL", None),
        ("It would be nice to have more of them", "NEUTRAL", None),
        ("", "NEUTRAL", None),
        ("I was charged twice. Please help.\n\nGrace", "NEUTRAL", None),
        ("It is awful.\n\nBest regards\nWill Lovejoy-Smart", "NEGATIVE", "awful"),
        ("The list is empty.\n-- Felicity Best", "NEUTRAL", None),
    ],
)
def test_feelings_are_heard_and_quoted(text: str, value: str, quote: str | None) -> None:
    sentiment, evidence = heard(text)[TriageField.SENTIMENT]
    assert sentiment == value
    assert evidence == () if quote is None else quote in evidence


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("URGENT: nothing prints", "HIGH", "URGENT"),
        ("I need it as soon  as possible", "HIGH", "as soon as possible"),
        ("Das ist dringend", "HIGH", "dringend"),
        ("We are still waiting for an answer", "MEDIUM", "still waiting"),
        ("This is not urgent at all", "LOW", "not urgent"),
        ("No rush, whenever you can", "LOW", "No rush"),
    ],
)
def test_hurry_is_heard_and_its_denial_too(text: str, value: str, quote: str) -> None:
    urgency, evidence = heard(text)[TriageField.URGENCY]
    assert urgency == value
    assert quote in evidence


def test_a_matter_of_fact_ticket_says_nothing_about_hurry() -> None:
    assert TriageField.URGENCY not in heard("How do I change my address?")


def test_our_words_do_not_contradict_themselves() -> None:
    assert not QUIET_WORDS & OWN_WORDS.keys()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I change my address?", "en"),
        ("Mein Passwort geht nicht mehr, was kann ich tun?", "de"),
        ("¿Dónde está mi tarjeta nueva?", "es"),
        ("Je ne peux pas ouvrir la facture", "fr"),
        ("パスワードを忘れました", "ja"),
        ("Не работает принтер в офисе", "ru"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    found = detect_language(text)
    assert found is not None
    assert found.value == language
    assert 0.5 <= found.confidence <= 1


@pytest.mark.parametrize(
    "text", ["", "ok", "VPN down", "500", "https://example.org/a/long/path", "`some code here`"]
)
def test_too_little_text_is_no_language(text: str) -> None:
    assert detect_language(text) is None
