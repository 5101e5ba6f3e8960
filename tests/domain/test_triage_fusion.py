"""Fusion: many candidates in, one decision for each field out."""

from hypothesis import given
from hypothesis import strategies as st

from domain.triage.fusion import fuse
from domain.triage.notes import compose_notes
from domain.triage.values import Candidate, CategoryChoice, Choices, Current, NamedChoice
from domain.vocabulary import DecidedBy, TriageField

P, S = TriageField.PRIORITY, TriageField.SKILLS
RULE, LLM = DecidedBy.RULE, DecidedBy.LLM
MEDIUM = {P: Current("MEDIUM")}
AT = dict.fromkeys(TriageField, 0.6)


def rule(value: str, confidence: float, *evidence: str, field: TriageField = P) -> Candidate:
    return Candidate(field, value, confidence, RULE, evidence)


def llm(value: str, confidence: float, *evidence: str, field: TriageField = P) -> Candidate:
    return Candidate(field, value, confidence, LLM, evidence)


def test_agreement_adds_up_and_keeps_all_quotes() -> None:
    (decision,) = fuse([rule("HIGH", 0.5, "a"), rule("HIGH", 0.5, "b", "a")], MEDIUM, AT)
    assert (decision.value, decision.confidence) == ("HIGH", 0.75)
    assert (decision.evidence, decision.is_applied) == (("a", "b"), True)


def test_disagreement_turns_a_decision_into_a_suggestion() -> None:
    (decision,) = fuse([rule("HIGH", 0.8), rule("LOW", 0.7)], MEDIUM, AT)
    assert (decision.value, decision.confidence, decision.is_applied) == ("HIGH", 0.52, False)


def test_beside_the_model_rules_count_half() -> None:
    (decision,) = fuse([rule("LOW", 0.8), llm("HIGH", 0.9)], MEDIUM, AT)
    assert (decision.value, decision.decided_by, decision.is_applied) == ("HIGH", LLM, True)


def test_of_equals_the_first_wins() -> None:
    (decision,) = fuse([rule("LOW", 0.7), rule("HIGH", 0.7)], MEDIUM, AT)
    assert decision.value == "LOW"


def test_what_a_human_has_set_stands_and_the_machine_only_suggests() -> None:
    human = {P: Current("LOW", DecidedBy.REQUESTER)}
    (decision,) = fuse([llm("HIGH", 0.95)], human, AT)
    assert (decision.value, decision.is_applied) == ("HIGH", False)
    (decision,) = fuse([llm("LOW", 0.3)], human, AT)
    assert decision.is_applied


def test_without_candidates_what_stands_is_the_decision() -> None:
    (decision,) = fuse([], MEDIUM, AT)
    assert (decision.value, decision.decided_by) == ("MEDIUM", DecidedBy.DEFAULT)
    assert (decision.confidence, decision.is_applied) == (0, True)
    (decision,) = fuse([], {P: Current("LOW", DecidedBy.MODERATOR)}, AT)
    assert (decision.decided_by, decision.confidence) == (DecidedBy.MODERATOR, 1)


def test_of_skills_only_the_sure_ones_are_decided_if_there_are_any() -> None:
    candidates = [rule("skl_a", 0.7, field=S), rule("skl_b", 0.4, field=S)]
    (decision,) = fuse(candidates, {}, AT)
    assert (decision.value, decision.confidence, decision.is_applied) == (["skl_a"], 0.7, True)
    (decision,) = fuse(candidates[1:], {}, AT)
    assert (decision.value, decision.is_applied) == (["skl_b"], False)


def test_the_notes_quote_the_evidence_by_name() -> None:
    choices = Choices(
        categories=(CategoryChoice("cat_1", "billing", "Billing"),),
        skills=(NamedChoice("skl_1", "Ledgers"),),
    )
    candidates = [
        rule("cat_1", 0.8, "refund", field=TriageField.CATEGORY),
        rule("skl_1", 0.5, field=S),
    ]
    assert compose_notes(fuse(candidates, MEDIUM, AT), choices) == (
        "- Category: Billing, 80% sure: “refund”\n- Skills: Ledgers (suggested), 50% sure"
    )


candidates_of_all_kinds = st.lists(
    st.builds(
        Candidate,
        field=st.sampled_from([P, S]),
        value=st.sampled_from(["a", "b", "c"]),
        confidence=st.floats(-1, 2, allow_nan=False),
        source=st.sampled_from([RULE, DecidedBy.MODEL, LLM]),
        evidence=st.lists(st.text(max_size=3), max_size=3).map(tuple),
    ),
    max_size=12,
)


@given(candidates_of_all_kinds, st.floats(0, 1), st.sampled_from(list(DecidedBy)))
def test_any_candidates_give_proposed_values_with_confidences_between_0_and_1(
    candidates: list[Candidate], threshold: float, decider: DecidedBy
) -> None:
    current = {P: Current("z", decider)}
    for decision in fuse(candidates, current, dict.fromkeys(TriageField, threshold)):
        assert 0 <= decision.confidence <= 1
        proposed = {c.value for c in candidates if c.field is decision.field}
        values = decision.value if isinstance(decision.value, list) else [decision.value]
        assert set(values) <= proposed or decision.value == "z"
        if decision.field is P and decider in (DecidedBy.REQUESTER, DecidedBy.MODERATOR):
            assert decision.is_applied == (decision.value == "z")
