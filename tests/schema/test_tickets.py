"""Tickets through the API, as its clients see them."""

from domain.actors import ANONYMOUS
from domain.ids import new_id
from domain.vocabulary import TicketStatus
from tests.domain.factories import make_ticket, make_ticket_in, open_desk
from tests.schema.desk import Desk
from tests.schema.statements import counted_everywhere

TICKET = "ticket { id number title status version category { key } assignee { name } }"


async def test_a_ticket_is_created_with_the_defaults_until_something_better_is_known(
    db: str,
) -> None:
    people, desk = await open_desk(), Desk()
    payload = await desk.do(
        people.requester,
        "ticketCreate",
        {"title": "My invoice is wrong", "description": "Twice the amount."},
        "ticket { title status priority priorityDecidedBy category { key } categoryDecidedBy "
        "requester { name email } }",
    )
    assert payload["errors"] == []
    assert payload["ticket"] == {
        "title": "My invoice is wrong",
        "status": "OPEN",
        "priority": "MEDIUM",
        "priorityDecidedBy": "DEFAULT",
        "category": {"key": "general"},
        "categoryDecidedBy": "DEFAULT",
        "requester": {"name": "Rita", "email": payload["ticket"]["requester"]["email"]},
    }


async def test_the_same_create_again_gives_the_same_ticket_and_another_one_conflicts(
    db: str,
) -> None:
    people, desk = await open_desk(), Desk()
    input = {"id": new_id("tkt"), "title": "Once only"}
    first = await desk.do(people.requester, "ticketCreate", input, TICKET)
    again = await desk.do(people.requester, "ticketCreate", input, TICKET)
    assert again == first
    other = await desk.do(
        people.requester, "ticketCreate", input | {"title": "Something else"}, TICKET
    )
    assert other["ticket"] is None
    assert [error["code"] for error in other["errors"]] == ["CONFLICT"]
    stranger = await desk.do(people.stranger, "ticketCreate", input, TICKET)
    assert stranger["ticket"] is None


async def test_bad_input_comes_back_with_a_code_and_a_path(db: str) -> None:
    people, desk = await open_desk(), Desk()
    empty = await desk.do(people.requester, "ticketCreate", {"title": "  "}, TICKET)
    assert [(e["code"], e["path"]) for e in empty["errors"]] == [("REQUIRED", ["input", "title"])]
    long = await desk.do(people.requester, "ticketCreate", {"title": "x" * 201}, TICKET)
    assert [(e["code"], e["path"]) for e in long["errors"]] == [("TOO_LONG", ["input", "title"])]
    unknown = await desk.do(people.moderator, "ticketResolve", {"id": new_id("tkt")}, TICKET)
    assert [(e["code"], e["path"]) for e in unknown["errors"]] == [("NOT_FOUND", ["input", "id"])]


async def test_what_a_viewer_may_not_see_is_null_like_what_does_not_exist(db: str) -> None:
    people, desk = await open_desk(), Desk()
    ticket = await make_ticket(people)
    query = "query($id: ID!) { ticket(id: $id) { id } node(id: $id) { id } }"
    hidden = await desk.data(people.stranger, query, {"id": ticket.id})
    missing = await desk.data(people.stranger, query, {"id": new_id("tkt")})
    assert hidden == missing == {"ticket": None, "node": None}
    seen = await desk.data(people.requester, query, {"id": ticket.id})
    assert seen == {"ticket": {"id": ticket.id}, "node": {"id": ticket.id}}
    assert await desk.code(ANONYMOUS, query, {"id": ticket.id}) == "UNAUTHENTICATED"


async def test_fields_for_staff_are_null_for_a_requester(db: str) -> None:
    people, desk = await open_desk(), Desk()
    ticket = await make_ticket(people)
    query = (
        "query($id: ID!) { ticket(id: $id) { notes urgency sentiment tags { name } "
        "skills { skill { name } } triage { status } assignment { kind } externalId } }"
    )
    seen = await desk.data(people.requester, query, {"id": ticket.id})
    assert set(seen["ticket"].values()) == {None}
    staff = await desk.data(people.moderator, query, {"id": ticket.id})
    assert staff["ticket"]["urgency"] == "LOW"
    assert staff["ticket"]["triage"] == {"status": "QUEUED"}


async def test_internal_comments_and_their_events_stay_with_staff(db: str) -> None:
    people, desk = await open_desk(), Desk()
    ticket = await make_ticket_in(people, TicketStatus.IN_PROGRESS, assigned=True)
    for body, visibility in (("Hello", "PUBLIC"), ("CANARY", "INTERNAL")):
        input = {"ticketId": ticket.id, "body": body, "visibility": visibility}
        await desk.do(people.moderator, "commentCreate", input, "comment { id }")
    query = (
        "query($id: ID!) { ticket(id: $id) { comments { totalCount nodes { body } } "
        "events { nodes { kind comment { body } } } } }"
    )
    mine = (await desk.data(people.requester, query, {"id": ticket.id}))["ticket"]
    assert mine["comments"] == {"totalCount": 1, "nodes": [{"body": "Hello"}]}
    assert "CANARY" not in str(mine)
    theirs = (await desk.data(people.moderator, query, {"id": ticket.id}))["ticket"]
    assert theirs["comments"]["totalCount"] == 2
    comments = [e["comment"]["body"] for e in theirs["events"]["nodes"] if e["comment"]]
    assert comments == ["Hello", "CANARY"]


async def test_a_conflict_returns_the_ticket_as_others_have_left_it(db: str) -> None:
    people, desk = await open_desk(), Desk()
    ticket = await make_ticket(people)
    update = {"id": ticket.id, "priority": "HIGH", "version": ticket.version}
    first = await desk.do(people.moderator, "ticketUpdate", update, "ticket { version priority }")
    assert first["errors"] == []
    late = update | {"priority": "LOW"}
    second = await desk.do(people.admin, "ticketUpdate", late, "ticket { version priority }")
    assert [error["code"] for error in second["errors"]] == ["CONFLICT"]
    assert second["ticket"] == first["ticket"]
    other = {"id": ticket.id, "title": "Another field", "version": ticket.version}
    third = await desk.do(people.admin, "ticketUpdate", other, "ticket { title priority }")
    assert third["errors"] == []


async def test_a_bulk_update_tells_what_became_of_each(db: str) -> None:
    people, desk = await open_desk(), Desk()
    mine = await make_ticket(people)
    missing = new_id("tkt")
    input = {"ids": [mine.id, missing], "changes": {"priority": "HIGH"}, "policy": "SKIP_FAILED"}
    pick = "results { id ticket { priority } error { code } }"
    payload = await desk.do(people.moderator, "ticketBulkUpdate", input, pick)
    assert payload["results"] == [
        {"id": mine.id, "ticket": {"priority": "HIGH"}, "error": None},
        {"id": missing, "ticket": None, "error": {"code": "NOT_FOUND"}},
    ]


async def test_a_bulk_update_assigns_and_leaves_alone_what_is_not_named(db: str) -> None:
    people, desk = await open_desk(), Desk()
    ticket = await make_ticket(people)
    me = people.moderator.user_id
    pick = "results { ticket { priority assignee { id } } error { code } }"

    async def bulk(**more: object) -> object:
        input = {"ids": [ticket.id], "changes": {}} | more
        return (await desk.do(people.moderator, "ticketBulkUpdate", input, pick))["results"][0]

    mine = {"ticket": {"priority": "MEDIUM", "assignee": {"id": me}}, "error": None}
    assert await bulk(assigneeId=me) == mine
    high = {"priority": "HIGH", "assignee": {"id": me}}
    assert await bulk(changes={"priority": "HIGH"}) == {"ticket": high, "error": None}
    nobodys = {"ticket": {"priority": "HIGH", "assignee": None}, "error": None}
    assert await bulk(assigneeId=None) == nobodys
    error = {"code": "FORBIDDEN"}
    assert await bulk(assigneeId=people.admin.user_id) == {"ticket": None, "error": error}


async def test_an_erased_ticket_reads_as_null_and_leaves_its_number(db: str) -> None:
    people, desk = await open_desk(), Desk()
    ticket = await make_ticket(people)
    payload = await desk.do(people.admin, "ticketDelete", {"id": ticket.id}, "ticket { number }")
    assert payload == {"ticket": {"number": ticket.number}, "errors": []}
    found = await desk.data(people.admin, f'{{ ticket(id: "{ticket.id}") {{ id }} }}')
    assert found == {"ticket": None}


LIST = """{ tickets(first: 50) { nodes { id title requester { name } assignee { name }
  category { name } tags { name } skills { skill { name } }
  triage { status fields { field } } } } }"""


async def test_a_list_costs_the_same_statements_for_one_ticket_and_for_many(db: str) -> None:
    people, desk = await open_desk(), Desk()
    await make_ticket(people)
    with counted_everywhere() as few:
        await desk.data(people.moderator, LIST)
    for number in range(20):
        await make_ticket(people, title=f"Ticket {number}")
    with counted_everywhere() as many:
        await desk.data(people.moderator, LIST)
    assert len(many) == len(few) <= 8
