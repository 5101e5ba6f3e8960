"""What a language model says of itself is believed as far as it has come true on this desk."""

import random

import pytest

from domain.actors import SYSTEM
from domain.models import TriageDecision
from domain.triage.llm_trust import LlmTrust, learn_llm_trust, with_llm_trust
from domain.triage.review import accept_triage, correct_triage
from domain.triage.settings_update import find_llm_trust, keep_llm_trust
from domain.triage.thresholds import Reviewed
from domain.triage.values import Candidate
from domain.unit_of_work import transact
from domain.vocabulary import DecidedBy, TriageField
from tests.domain.factories import make_ticket
from tests.domain.triage_desk import TEXT, StubModel, decisions_of, desk_to_triage, triage
from tests.fake_llm import answer

CLAIMS = [0.7, 0.8, 0.9, 0.95]


def claims(count: int, share_right: float) -> list[Reviewed]:
    """A model that is right equally often, however sure it says it is."""
    chance = random.Random(7)
    return [(chance.choice(CLAIMS), chance.random() < share_right) for _ in range(count)]


def test_without_reviews_a_model_is_taken_at_its_word() -> None:
    assert learn_llm_trust([]) == LlmTrust()
    for claim in CLAIMS:
        assert LlmTrust().believed(claim) == pytest.approx(claim)


def test_a_boaster_is_believed_as_often_as_it_is_right() -> None:
    trust = learn_llm_trust(claims(400, 0.6))
    assert trust.reviews == 400
    for claim in CLAIMS:
        assert trust.believed(claim) == pytest.approx(0.6, abs=0.08)


def test_a_modest_model_is_believed_more_than_it_says() -> None:
    trust = learn_llm_trust([(0.6, True)] * 95 + [(0.6, False)] * 5)
    assert 0.85 < trust.believed(0.6) < 0.96


def test_one_mistake_costs_little_and_ten_cost_much() -> None:
    once, often = learn_llm_trust([(0.9, False)]), learn_llm_trust([(0.9, False)] * 10)
    assert 0.75 < once.believed(0.9) < 0.9
    assert often.believed(0.9) < 0.4


def test_what_is_surer_is_never_believed_less() -> None:
    upside_down = [(0.95, False)] * 50 + [(0.5, True)] * 50
    trust = learn_llm_trust(upside_down)
    believed = [trust.believed(claim) for claim in (0.0, 0.3, 0.5, 0.9, 1.0)]
    assert believed == sorted(believed)
    assert all(0 <= one <= 1 for one in believed)


def test_only_the_language_models_candidates_are_bent_and_only_where_there_are_reviews() -> None:
    trust = {TriageField.CATEGORY: learn_llm_trust(claims(200, 0.5))}
    said = [
        Candidate(TriageField.CATEGORY, "cat_1", 0.9, DecidedBy.LLM),
        Candidate(TriageField.CATEGORY, "cat_1", 0.9, DecidedBy.RULE),
        Candidate(TriageField.PRIORITY, "HIGH", 0.9, DecidedBy.LLM),
    ]
    bent, *others = with_llm_trust(said, trust)
    assert bent.confidence < 0.6
    assert others == said[1:]


@pytest.mark.usefixtures("db")
async def test_reviews_bend_the_confidence_of_later_decisions() -> None:
    desk = await desk_to_triage()
    says = StubModel(answer(confidence=0.9, sentiment="POSITIVE"))
    for _ in range(4):
        ticket = await make_ticket(desk, **TEXT)
        run = await triage(ticket, says)
        await transact(
            correct_triage, desk.moderator, ticket.id, {TriageField.SENTIMENT: "NEUTRAL"}
        )
        await transact(accept_triage, desk.moderator, ticket.id, [TriageField.PRIORITY])
    before = await decisions_of(run)
    assert before[TriageField.SENTIMENT].llm_confidence == 0.9
    trust = await find_llm_trust()
    assert trust.keys() == {TriageField.SENTIMENT, TriageField.PRIORITY}
    await transact(keep_llm_trust, SYSTEM, trust)
    after = await decisions_of(await triage(await make_ticket(desk, **TEXT), says))
    sentiment, priority = after[TriageField.SENTIMENT], after[TriageField.PRIORITY]
    assert sentiment.confidence < before[TriageField.SENTIMENT].confidence - 0.1
    assert priority.confidence >= before[TriageField.PRIORITY].confidence
    # What is learned from stays what the model said.
    assert (sentiment.llm_confidence, priority.llm_confidence) == (0.9, 0.9)
    by_rules = await decisions_of(await triage(await make_ticket(desk, **TEXT)))
    assert {one.llm_confidence for one in by_rules.values()} == {None}
    assert await TriageDecision.filter(llm_confidence__not_isnull=True).exists()
