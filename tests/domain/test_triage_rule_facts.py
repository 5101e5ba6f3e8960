"""Rules about who asks, how, in which language, about what and until when; and whom they name."""

from typing import Any

import pytest

from domain.errors import DomainError, ErrorCode
from domain.triage.fusion import fuse
from domain.triage.rules import Findings, RuleSet, apply_rules, parse_rule
from domain.triage.values import CategoryChoice, Choices, Current, StaffChoice, TicketText
from domain.vocabulary import Channel, TriageField

RITA = "usr_01k00000000000000000000001"
MAX = "usr_01k00000000000000000000002"
CHOICES = Choices(
    categories=(CategoryChoice("cat_1", "billing", "Money"), CategoryChoice("cat_2", "bug", "Bug")),
    staff=(StaffChoice(MAX, "Max", "max@desk.example"),),
)


def ask(*rules: tuple[dict[str, Any], dict[str, Any]], **text: Any) -> Findings:
    values = {"title": "Hello", "description": ""} | text
    parsed = [parse_rule(when, then, name=f"rule {at}") for at, (when, then) in enumerate(rules)]
    return apply_rules(RuleSet(parsed), TicketText(**values), CHOICES)


def evidence(conditions: dict[str, Any], **text: Any) -> list[tuple[str, ...]]:
    found = ask((conditions, {"priority": "HIGH"}), **text)
    return [candidate.evidence for candidate in found.candidates]


@pytest.mark.parametrize(
    ("conditions", "text", "shown"),
    [
        ({"requesters": [RITA]}, {"requester_id": RITA}, f"from: {RITA}"),
        (
            {"requesters": ["Rita@Firm.example"]},
            {"requester_email": "rita@firm.example"},
            "from: rita@firm.example",
        ),
        ({"requesters": ["@firm.example"]}, {"requester_email": "rita@firm.example"}, "from:"),
        ({"requesters": ["@firm.example"]}, {"requester_email": "rita@my.firm.example"}, None),
        ({"requesters": ["@firm.example"]}, {}, None),
        ({"requesterTags": ["vip"]}, {"requester_tags": frozenset({"VIP"})}, "tag: vip"),
        ({"requesterTags": ["vip"]}, {"requester_tags": frozenset({"new"})}, None),
        ({"channels": ["WEB", "IMPORT"]}, {"channel": Channel.WEB}, "channel: WEB"),
        ({"channels": ["WEB"]}, {"channel": Channel.API}, None),
        ({"languages": ["DE"]}, {"language": "de"}, "language: de"),
        ({"languages": ["de"]}, {"language": None}, None),
        ({"categories": ["money"]}, {"category_id": "cat_1"}, "category: money"),
        ({"categories": ["billing"]}, {"category_id": "cat_2"}, None),
        ({"categories": ["gone"]}, {"category_id": None}, None),
        ({"tags": ["Refund"]}, {"tags": frozenset({"refund"})}, "tag: refund"),
        ({"tags": ["refund"]}, {}, None),
        ({"dueWithinHours": 24}, {"hours_left": 23.6}, "due in 24 h"),
        ({"dueWithinHours": 24}, {"hours_left": -1}, "overdue"),
        ({"dueWithinHours": 24}, {"hours_left": 24.1}, None),
        ({"dueWithinHours": 24}, {}, None),
        ({"overdue": True}, {"hours_left": -0.1}, "overdue"),
        ({"overdue": True}, {"hours_left": 0.1}, None),
        ({"requesterTags": ["vip"], "channels": ["WEB"]}, {"channel": Channel.WEB}, None),
    ],
)
def test_facts_are_conditions_and_say_what_was_met(
    conditions: dict[str, Any], text: dict[str, Any], shown: str | None
) -> None:
    found = evidence(conditions, **text)
    assert bool(found) is (shown is not None)
    assert shown is None or shown in found[0][0]


def test_words_and_facts_must_both_hold() -> None:
    conditions = {"any": ["refund"], "requesterTags": ["vip"]}
    vip = frozenset({"vip"})
    assert evidence(conditions, title="Refund!", requester_tags=vip) == [
        ("Refund", "requester's tag: vip")
    ]
    assert not evidence(conditions, title="Refund!")
    assert not evidence(conditions, requester_tags=vip)


@pytest.mark.parametrize(
    ("conditions", "code", "key"),
    [
        ({"requesters": ["Rita"]}, ErrorCode.INVALID, "requesters"),
        ({"requesters": "@firm.example"}, ErrorCode.INVALID, "requesters"),
        ({"dueWithinHours": "24"}, ErrorCode.INVALID, "dueWithinHours"),
        ({"dueWithinHours": True}, ErrorCode.INVALID, "dueWithinHours"),
        ({"dueWithinHours": 0}, ErrorCode.OUT_OF_RANGE, "dueWithinHours"),
        ({"dueWithinHours": float("nan")}, ErrorCode.OUT_OF_RANGE, "dueWithinHours"),
        ({"dueWithinHours": 1e9}, ErrorCode.OUT_OF_RANGE, "dueWithinHours"),
        ({"overdue": "yes"}, ErrorCode.INVALID, "overdue"),
        ({"tags": [""]}, ErrorCode.INVALID, "tags"),
        ({"languages": ["\ud800"]}, ErrorCode.INVALID, "languages"),
    ],
)
def test_a_wrong_fact_is_refused_at_its_key(
    conditions: dict[str, Any], code: ErrorCode, key: str
) -> None:
    with pytest.raises(DomainError) as raised:
        parse_rule(conditions, {"priority": "HIGH"})
    assert (raised.value.code, raised.value.path) == (code, ("input", "conditions", key))


def test_overdue_that_is_false_asks_for_nothing() -> None:
    with pytest.raises(DomainError) as raised:
        parse_rule({"overdue": False, "tags": None}, {"priority": "HIGH"})
    assert raised.value.code is ErrorCode.REQUIRED


def test_what_the_desk_has_laid_down_goes_before_what_words_suggest() -> None:
    found = ask(
        ({"any": ["no hurry"]}, {"priority": "LOW"}),
        ({"requesterTags": ["vip"]}, {"priority": "HIGH"}),
        title="There is no hurry",
        requester_tags=frozenset({"vip"}),
    )
    stands = {TriageField.PRIORITY: Current("MEDIUM")}
    (decision,) = fuse(found.candidates, stands, dict.fromkeys(TriageField, 0.6))
    assert (decision.value, decision.is_applied) == ("HIGH", True)


def test_a_rule_about_category_or_language_waits_for_what_other_rules_find() -> None:
    found = ask(
        ({"categories": ["billing"], "languages": ["de"]}, {"priority": "CRITICAL"}),
        ({"any": ["Rechnung"]}, {"category": "billing", "language": "de"}),
        title="Meine Rechnung",
    )
    values = [(candidate.field, candidate.value) for candidate in found.candidates]
    assert values[0] == (TriageField.PRIORITY, "CRITICAL")


def test_what_a_human_has_chosen_counts_and_not_what_other_rules_find() -> None:
    rules = (
        ({"categories": ["billing"]}, {"priority": "CRITICAL"}),
        ({"any": ["invoice"]}, {"category": "billing"}),
    )
    found = ask(*rules, title="An invoice", category_id="cat_2")
    assert [candidate.field for candidate in found.candidates] == [TriageField.CATEGORY]


def test_the_first_rule_that_names_somebody_who_is_there_decides_whom_to_ask() -> None:
    found = ask(
        ({"any": ["hello"]}, {"assignee": "gone@desk.example"}),
        ({"any": ["hello"]}, {"assignee": "Max@Desk.example"}),
        ({"any": ["hello"]}, {"assignee": MAX}),
    )
    assert found.assignee is not None
    assert (found.assignee.user_id, found.assignee.rule) == (MAX, "rule 1")
    assert not found.candidates
