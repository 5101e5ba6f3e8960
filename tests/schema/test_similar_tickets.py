"""`Ticket.similar` through the API: who sees what, its limits, and its statements."""

import pytest

from domain import tickets
from domain.unit_of_work import transact
from schema.types.similar import SIMILAR_COST
from tests.domain.factories import make_ticket, open_desk
from tests.schema.desk import ENGINE, Desk
from tests.schema.statements import counted_everywhere

pytestmark = pytest.mark.usefixtures("db")
QUERY = """query($id: ID!, $first: Int) { ticket(id: $id) {
    similar(first: $first) { score isProbableDuplicate ticket { id title } } } }"""


async def test_a_twin_is_flagged_and_strangers_see_none_of_it() -> None:
    people, desk = await open_desk(), Desk()
    text = {"title": "Blank pages", "description": "The printer prints blank pages."}
    own, twin = await make_ticket(people, **text), await make_ticket(people, **text)
    foreign = await transact(tickets.create_ticket, people.stranger, tickets.NewTicket(**text))
    for actor, expected in (
        (people.requester, {twin.id}),
        (people.moderator, {twin.id, foreign.id}),
    ):
        data = await desk.data(actor, QUERY, {"id": own.id, "first": 5})
        similar = data["ticket"]["similar"]
        assert {row["ticket"]["id"] for row in similar} == expected
        assert [(row["score"], row["isProbableDuplicate"]) for row in similar] == [
            (1.0, True)
        ] * len(expected)
    stranger = await desk.data(people.stranger, QUERY, {"id": own.id, "first": 5})
    assert stranger == {"ticket": None}


@pytest.mark.parametrize("first", [0, -1, 21])
async def test_at_most_twenty_are_given(first: int) -> None:
    people, desk = await open_desk(), Desk()
    ticket = await make_ticket(people)
    asked = {"id": ticket.id, "first": first}
    assert await desk.code(people.admin, QUERY, asked) == "OUT_OF_RANGE"


async def test_it_takes_a_handful_of_statements_and_costs_accordingly() -> None:
    people, desk = await open_desk(), Desk()
    ticket = await make_ticket(people, title="Blank pages")
    for _ in range(8):
        await make_ticket(people, title="Blank pages again")
    asked = {"id": ticket.id, "first": 8}
    await desk.data(people.admin, QUERY, asked)
    with counted_everywhere() as statements:
        data = await desk.data(people.admin, QUERY, asked)
    assert len(data["ticket"]["similar"]) == 8
    assert len(statements) <= 6
    prepared = ENGINE.prepare(QUERY, None)
    assert not isinstance(prepared, list)
    assert prepared.cost(asked) > SIMILAR_COST
