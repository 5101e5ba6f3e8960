"""Rules of triage through the API."""

from domain.vocabulary import TriageField
from tests.domain.factories import make_ticket, open_desk
from tests.schema.desk import Desk
from tests.schema.statements import counted_everywhere

DRY_RUN = """
query($input: TriageRuleDryRunInput!, $first: Int) {
  triageRuleDryRun(input: $input, last: 1000) {
    dryRun {
      examined matched changing noLongerMatched isComplete
      fields { field applied suggested changed }
      matches(first: $first) {
        ticket { title requester { name } }
        evidence matchedBefore assignee { name }
        effects { field before decidedBy after confidence applied changes }
      }
    }
    errors { code message path }
  }
}
"""


async def test_an_admin_tries_a_rule_before_saving_it(db: str) -> None:
    people, api = await open_desk(), Desk()
    for number in range(3):
        await make_ticket(people, title=f"Refund {number}")
    rule = {
        "conditions": {"any": ["refund"]},
        "results": {"priority": "HIGH", "assignee": people.moderator.user_id},
    }
    with counted_everywhere() as seen:
        data = await api.data(people.admin, DRY_RUN, {"input": rule, "first": 2})
    # One for all requesters, one for all assignees: nothing is read for each match.
    assert sum('FROM "users" WHERE "users"."id"' in one for one in seen) == 2
    run = data["triageRuleDryRun"]["dryRun"]
    assert (run["examined"], run["matched"], run["changing"]) == (3, 3, 3)
    assert run["fields"] == [
        {"field": TriageField.PRIORITY.value, "applied": 3, "suggested": 0, "changed": 3}
    ]
    assert [match["ticket"]["title"] for match in run["matches"]] == ["Refund 2", "Refund 1"]
    assert run["matches"][0] == {
        "ticket": {"title": "Refund 2", "requester": {"name": "Rita"}},
        "evidence": ["Refund"],
        "matchedBefore": None,
        "assignee": {"name": "Max"},
        "effects": [
            {
                "field": "PRIORITY",
                "before": "MEDIUM",
                "decidedBy": "DEFAULT",
                "after": "HIGH",
                "confidence": 0.8,
                "applied": True,
                "changes": True,
            }
        ],
    }


async def test_a_rule_that_is_none_is_told_where_it_is_wrong(db: str) -> None:
    people, api = await open_desk(), Desk()
    wrong = {"conditions": {"any": ["x"], "regex": ["("]}, "results": {"priority": "HIGH"}}
    data = await api.data(people.admin, DRY_RUN, {"input": wrong})
    payload = data["triageRuleDryRun"]
    assert payload["dryRun"] is None
    assert [(e["code"], e["path"]) for e in payload["errors"]] == [
        ("INVALID", ["input", "conditions", "regex"])
    ]
