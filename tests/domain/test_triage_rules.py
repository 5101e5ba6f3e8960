"""Rules: which texts they match, what they quote, what is refused."""

import time
from typing import Any

import pytest

from domain.errors import DomainError, ErrorCode
from domain.triage.rule_sheet import compile_rules
from domain.triage.rules import RuleSet, apply_rules, parse_rule
from domain.triage.values import (
    Candidate,
    CategoryChoice,
    Choices,
    NamedChoice,
    TicketText,
    WrittenRule,
)
from domain.vocabulary import Channel, DecidedBy, TriageField

CATEGORIES = ("general", "billing", "technical", "account", "bug", "feature")
CHOICES = Choices(
    categories=tuple(CategoryChoice(f"cat_{key}", key, key.title()) for key in CATEGORIES),
    skills=(NamedChoice("skl_1", "Billing"), NamedChoice("skl_2", "Networking")),
    tags=(NamedChoice("tag_1", "VIP"),),
)


def found(
    conditions: dict[str, Any], title: str, description: str = "", **text: Any
) -> list[Candidate]:
    rule = parse_rule(conditions, {"priority": "HIGH"})
    return list(
        apply_rules(RuleSet([rule]), TicketText(title, description, **text), CHOICES).candidates
    )


@pytest.mark.parametrize(
    ("conditions", "text", "quotes"),
    [
        ({"any": ["refund"]}, "I want a REFUND now", ("REFUND",)),
        ({"any": ["refund"]}, "refunding", None),
        ({"any": ["refund*"]}, "Refunding, please", ("Refunding",)),
        ({"any": ["*konto"]}, "mein Girokonto", ("Girokonto",)),
        ({"any": ["can't log in"]}, "I can't  log\nin", ("can't log in",)),
        ({"any": ["über"]}, "ÜBER alles", ("ÜBER",)),
        ({"any": ["c++"]}, "my C++ code", ("C++",)),
        ({"any": ["can't log in"]}, "I can’t log in", ("can’t log in",)),
        ({"any": ["straße"]}, "die STRASSE", ("STRASSE",)),
        ({"any": ["नमस्ते"]}, "नमस्ते!", ("नमस्ते",)),
        ({"any": ["*退款*"]}, "我要退款谢谢", ("我要退款谢谢",)),
        ({"any": ["*ness car*"]}, "Fitness cards", ("Fitness cards",)),
        ({"any": ["log in"]}, "login", None),
        ({"any": ["refund", "invoice"]}, "invoice refund", ("invoice", "refund")),
        ({"all": ["refund", "invoice"]}, "refund invoice", ("refund", "invoice")),
        ({"all": ["refund", "invoice"]}, "refund only", None),
        ({"any": ["refund"], "none": ["not urgent"]}, "refund, not urgent", None),
        ({"regex": [r"order #\d+"]}, "about Order #12", ("Order #12",)),
        ({"any": ["x"], "regex": ["y+"]}, "x alone", None),
    ],
)
def test_words_phrases_and_patterns_match_whole_and_are_quoted_as_written(
    conditions: dict[str, Any], text: str, quotes: tuple[str, ...] | None
) -> None:
    candidates = found(conditions, text)
    assert [candidate.evidence for candidate in candidates] == ([quotes] if quotes else [])


def test_a_rule_for_the_title_does_not_look_at_the_description() -> None:
    conditions = {"any": ["down"], "where": "title"}
    assert found(conditions, "It is down")
    assert not found(conditions, "Help", "It is down")


def test_requester_tags_and_channels_are_conditions_too() -> None:
    conditions = {"requesterTags": ["vip"], "channels": ["WEB"]}
    vip = frozenset({"VIP"})
    assert found(conditions, "x", requester_tags=vip, channel=Channel.WEB)
    assert not found(conditions, "x", requester_tags=vip, channel=Channel.API)
    assert not found(conditions, "x", channel=Channel.WEB)


def test_results_become_candidates_and_what_does_not_exist_is_left_out() -> None:
    results = {
        "category": "Billing",
        "priority": "CRITICAL",
        "skills": ["networking", "Plumbing"],
        "tags": ["vip", "gone"],
    }
    rule = parse_rule({"any": ["x"]}, results, confidence=0.7)
    candidates = apply_rules(RuleSet([rule]), TicketText("x", ""), CHOICES).candidates
    assert [(c.field, c.value) for c in candidates] == [
        (TriageField.PRIORITY, "CRITICAL"),
        (TriageField.CATEGORY, "cat_billing"),
        (TriageField.SKILLS, "skl_2"),
        (TriageField.TAGS, "tag_1"),
    ]
    assert {(c.confidence, c.source) for c in candidates} == {(0.7, DecidedBy.RULE)}


@pytest.mark.parametrize(
    ("conditions", "results", "code", "path"),
    [
        ([], {"priority": "LOW"}, ErrorCode.INVALID, ("conditions",)),
        ({}, {"priority": "LOW"}, ErrorCode.REQUIRED, ("conditions",)),
        ({"none": ["x"]}, {"priority": "LOW"}, ErrorCode.REQUIRED, ("conditions",)),
        ({"word": ["x"]}, {"priority": "LOW"}, ErrorCode.INVALID, ("conditions", "word")),
        ({"any": "x"}, {"priority": "LOW"}, ErrorCode.INVALID, ("conditions", "any")),
        ({"any": [1]}, {"priority": "LOW"}, ErrorCode.INVALID, ("conditions", "any")),
        ({"any": [" "]}, {"priority": "LOW"}, ErrorCode.INVALID, ("conditions", "any")),
        ({"any": ["*"]}, {"priority": "LOW"}, ErrorCode.INVALID, ("conditions", "any")),
        ({"any": ["x"] * 201}, {"priority": "LOW"}, ErrorCode.TOO_LONG, ("conditions", "any")),
        ({"any": ["x" * 201]}, {"priority": "LOW"}, ErrorCode.TOO_LONG, ("conditions", "any")),
        ({"regex": ["(a"]}, {"priority": "LOW"}, ErrorCode.INVALID, ("conditions", "regex")),
        ({"regex": [r"(a)\1"]}, {"priority": "LOW"}, ErrorCode.INVALID, ("conditions", "regex")),
        ({"channels": ["FAX"]}, {"priority": "LOW"}, ErrorCode.INVALID, ("conditions", "channels")),
        (
            {"any": ["x"], "where": 1},
            {"priority": "LOW"},
            ErrorCode.INVALID,
            ("conditions", "where"),
        ),
        ({"any": ["x"]}, {}, ErrorCode.REQUIRED, ("results",)),
        ({"any": ["x"]}, None, ErrorCode.INVALID, ("results",)),
        ({"any": ["x"]}, {"priority": "HUGE"}, ErrorCode.INVALID, ("results", "priority")),
        ({"any": ["x"]}, {"priority": ["LOW"]}, ErrorCode.INVALID, ("results", "priority")),
        ({"any": ["x"]}, {"category": 5}, ErrorCode.INVALID, ("results", "category")),
        ({"any": ["x"]}, {"skills": "Billing"}, ErrorCode.INVALID, ("results", "skills")),
        ({"any": ["x"]}, {"assignee": ["usr_1"]}, ErrorCode.INVALID, ("results", "assignee")),
        ({"any": ["x"]}, {"boss": "usr_1"}, ErrorCode.INVALID, ("results", "boss")),
    ],
)
def test_a_wrong_rule_is_refused_with_the_path_of_the_wrong_key(
    conditions: Any, results: Any, code: ErrorCode, path: tuple[str, ...]
) -> None:
    with pytest.raises(DomainError) as raised:
        parse_rule(conditions, results)
    assert (raised.value.code, raised.value.path) == (code, ("input", *path))


def test_a_hostile_pattern_and_a_long_text_take_no_time() -> None:
    started = time.perf_counter()
    assert not found({"regex": [r"(a+)+$"]}, "t", "a" * 19_000 + "!")
    assert time.perf_counter() - started < 1


def test_a_row_that_cannot_be_read_any_more_is_left_out() -> None:
    good: dict[str, Any] = {"conditions": {"any": ["x"]}, "results": {"priority": "LOW"}}
    rows = (
        WrittenRule("rul_1", 1, "first", **good, confidence=0.5),
        WrittenRule("rul_2", 1, "broken", {"any": 3}, {}, 0.5),
        WrittenRule("rul_3", 1, "second", **good, confidence=0.5),
    )
    assert [rule.name for rule in compile_rules(rows).rules] == ["first", "second"]
