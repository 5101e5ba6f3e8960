"""A desk with no key learns from corrections given through the API, and gets better."""

from typing import Any

import pytest

from domain.actors import SYSTEM, Actor
from domain.catalog import ensure_defaults
from domain.models import ModelVersion, TriageDecision, TriageRun
from domain.unit_of_work import transact
from domain.vocabulary import DecidedBy, TriageField, TriageStatus
from tests.api.desk_server import DeskServer, serve_desk
from tests.domain.factories import Desk, open_desk
from tests.jobs.support import eventually

# Nothing in a team's name says what it is about: only the corrections do.
TEAMS = {
    "Team Blue": (
        "oven stays cold",
        "baking tray is warped",
        "steam valve hisses",
        "heating element glows no more",
        "dough prover is too dry",
    ),
    "Team Green": (
        "van did not come",
        "driver lost a parcel",
        "crates were left on the ramp",
        "route sheet names the wrong street",
        "pallet fell from the tail lift",
    ),
    "Team Red": (
        "till drawer is jammed",
        "card reader shows an error",
        "receipt roll runs out at once",
        "barcode scanner beeps and reads nothing",
        "price tag printer smears",
    ),
}
LEARNED = ("The {} since this morning", "Hello, our {}", "{}, can you have a look?")
HELD_OUT = ("Once more the {} as last week", "Please help: {}")


class Story:
    """Everything by HTTP, as the people of the desk do it."""

    def __init__(self, people: Desk, server: DeskServer) -> None:
        self.people = people
        self.server = server
        self.categories: dict[str, str] = {}

    async def do(self, actor: Actor, mutation: str, pick: str, input: Any = None) -> Any:
        name = mutation[0].upper() + mutation[1:] + "Input"
        head, call = ("", "") if input is None else (f"($input: {name}!)", "(input: $input)")
        query = f"mutation{head} {{ {mutation}{call} {{ {pick} errors {{ message }} }} }}"
        authorization = await self.server.sign_in(actor)
        variables = None if input is None else {"input": input}
        answer = await self.server.ask(authorization, query, variables)
        assert "errors" not in answer, answer
        assert answer["data"][mutation]["errors"] == []
        return answer["data"][mutation]

    async def name_teams(self) -> None:
        for team in TEAMS:
            payload = await self.do(
                self.people.admin, "categoryCreate", "category { id }", {"name": team}
            )
            self.categories[team] = payload["category"]["id"]

    async def write(self, frames: tuple[str, ...]) -> dict[str, str]:
        """A ticket for each frame and problem, the teams in turn; what is right, by its id."""
        right = {}
        for frame in frames:
            for problems in zip(*TEAMS.values(), strict=True):
                for team, problem in zip(TEAMS, problems, strict=True):
                    title = {"title": frame.format(problem).capitalize()}
                    payload = await self.do(
                        self.people.requester, "ticketCreate", "ticket { id }", title
                    )
                    right[payload["ticket"]["id"]] = self.categories[team]
        await eventually(self.all_triaged, 60)
        return right

    async def all_triaged(self) -> bool:
        under_way = [TriageStatus.QUEUED, TriageStatus.STARTED]
        return not await TriageRun.filter(status__in=under_way).exists()

    async def correct(self, right: dict[str, str]) -> None:
        for ticket_id, category_id in right.items():
            corrections = [{"field": "CATEGORY", "value": category_id}]
            input = {"id": ticket_id, "corrections": corrections}
            await self.do(self.people.admin, "triageCorrect", "ticket { id }", input)

    async def triage_again(self, right: dict[str, str]) -> None:
        for ticket_id in right:
            input = {"id": ticket_id}
            await self.do(self.people.admin, "triageRetry", "ticket { id }", input)
        await eventually(self.all_triaged, 60)

    async def decisions(self, right: dict[str, str]) -> dict[str, TriageDecision]:
        """Of each ticket the newest about its category."""
        rows = TriageDecision.filter(ticket_id__in=list(right), field=TriageField.CATEGORY)
        return {row.ticket_id: row for row in await rows.order_by("id")}

    async def accuracy(self, right: dict[str, str]) -> float:
        said = await self.decisions(right)
        return sum(said[id].value == category for id, category in right.items()) / len(right)


@pytest.mark.timeout(300)
async def test_corrections_make_triage_better_and_an_admin_can_go_back(db: str) -> None:
    people = await open_desk()
    await people.category.delete()
    await transact(ensure_defaults, SYSTEM)
    async with serve_desk(with_jobs=True) as server:
        story = Story(people, server)
        await story.name_teams()
        held_out = await story.write(HELD_OUT)
        before = await story.accuracy(held_out)
        await story.correct(await story.write(LEARNED))

        await story.do(people.admin, "triageModelTrain", "job { kind state }")
        # While corrections came in, one may have been made already, of the first of them.
        learned = ModelVersion.filter(is_serving=True, labels=len(LEARNED) * 15)
        await eventually(lambda: learned.exists(), 150)
        number = (await learned.get()).number
        await story.triage_again(held_out)
        after = await story.accuracy(held_out)
        assert before < 0.5
        assert after > 0.9
        said = (await story.decisions(held_out)).values()
        assert {one.decided_by for one in said} == {DecidedBy.MODEL}
        assert sum(one.is_automatic for one in said) > len(held_out) / 2
        assert any("oven" in " ".join(one.evidence).lower() for one in said)

        pick = (
            "triageModel { version isServing labels heldOut macroF1 reason"
            " fields { field labels accuracy macroF1 calibrationError } }"
        )
        shown = await story.do(people.admin, "triageModelServe", pick, {"version": number})
        model = shown["triageModel"]
        assert (model["version"], model["isServing"], model["labels"]) == (number, True, 45)
        assert (model["heldOut"], model["fields"][0]["labels"]) == (20, 20)
        assert model["fields"][0]["accuracy"] > 0.5
        await story.do(people.admin, "triageModelServe", pick, {"version": None})
        await story.triage_again(held_out)
        assert await story.accuracy(held_out) == before
