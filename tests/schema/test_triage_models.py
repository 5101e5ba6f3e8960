"""Versions of the model that learns, through the API."""

from typing import Any

import pytest
from tortoise.connection import get_connection

from domain.actors import SYSTEM
from domain.desk_copy import load_desk
from domain.models import ModelVersion
from domain.triage.serving import load_model
from domain.triage.training_values import Training
from domain.triage.versions import keep_version
from domain.unit_of_work import transact
from tests.domain import factories
from tests.domain.factories import open_desk
from tests.schema.desk import Desk
from tests.schema.statements import counted_everywhere

PICK = "triageModel { version isServing }"
LIST = "{ triageModels { totalCount nodes { version isServing labels heldOut macroF1 reason } } }"


@pytest.fixture
async def people(db: str) -> factories.Desk:
    return await open_desk()


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def keep(content: bytes = b"no model", own: float | None = 0.5) -> None:
    serving = await ModelVersion.get_or_none(is_serving=True)
    training = Training(content, 30, b"twin", 20, (), own, None if serving is None else 0.5)
    await transact(keep_version, SYSTEM, training, serving.id if serving else None)


async def test_admins_see_the_versions_newest_first_without_their_bytes(
    desk: Desk, people: factories.Desk
) -> None:
    await keep()
    await keep(own=0.4)
    with counted_everywhere() as statements:
        found = (await desk.data(people.admin, LIST))["triageModels"]
    assert found["totalCount"] == 2
    assert [one["version"] for one in found["nodes"]] == [2, 1]
    assert [one["isServing"] for one in found["nodes"]] == [False, True]
    assert found["nodes"][0]["macroF1"] == 0.4
    listing = next(statement for statement in statements if "ORDER BY" in statement)
    assert '"content"' not in listing
    assert '"twin"' not in listing


async def test_an_admin_chooses_a_version_or_none_but_never_by_leaving_it_out(
    desk: Desk, people: factories.Desk
) -> None:
    async def serve(**input: Any) -> dict[str, Any]:
        return dict(await desk.do(people.admin, "triageModelServe", input, PICK))

    await keep()
    await keep()
    assert (await serve(version=1))["triageModel"] == {"version": 1, "isServing": True}
    settings = "{ triageSettings { newVersionsServe } }"
    told = await desk.data(people.admin, settings)
    assert told == {"triageSettings": {"newVersionsServe": False}}
    for input, code in (({}, "REQUIRED"), ({"version": 9}, "NOT_FOUND")):
        (error,) = (await serve(**input))["errors"]
        assert (error["code"], error["path"][-1]) == (code, "version")
    assert await serving_id() is not None
    assert await serve(version=None) == {"triageModel": None, "errors": []}
    assert await serving_id() is None
    assert (await serve(version=2))["errors"] == []
    told = await desk.data(people.admin, settings)
    assert told == {"triageSettings": {"newVersionsServe": True}}


async def test_too_few_labels_are_told_at_once(desk: Desk, people: factories.Desk) -> None:
    query = "mutation { triageModelTrain { job { id } errors { code message } } }"
    payload = (await desk.data(people.admin, query))["triageModelTrain"]
    assert payload["job"] is None
    assert payload["errors"][0]["code"] == "INVALID"
    assert "there are 0" in payload["errors"][0]["message"]


async def test_a_version_that_cannot_be_read_leaves_triage_to_the_rest(
    people: factories.Desk,
) -> None:
    await keep(b"written by an older release")
    assert await load_model(await serving_id()) is None
    with counted_everywhere() as statements:
        assert await load_model(await serving_id()) is None
    assert len(statements) == 1, "it is not read again for each ticket"


async def serving_id() -> str | None:
    return (await load_desk(get_connection("default"))).serving_id
