"""A ticket's whole life, through the public API alone, watched by both sides."""

from typing import Any

from domain.models import Event, Mail
from domain.policy import may_see_event
from domain.vocabulary import MailKind, Role
from tests.domain.spine import until
from tests.e2e.clients import Http, Person, Socket, make_person, open_socket
from tests.e2e.processes import LiveDesk

CANARY = "canary-7f3a-between-us"
EVENT = "position kind changes { field before after } comment { body } ticket { title status }"
SIGNED_IN = "accessToken viewer { id role } errors { code }"
EVERYTHING = """query($id: ID!) {
  ticket(id: $id) {
    id number title description status priority rating ratingComment
    category { name } requester { name email } assignee { name email }
    comments(first: 50) { nodes { body visibility author { name email } } }
  }
  tickets(search: "canary", first: 50) { nodes { id title } }
}"""


async def register(http: Http, name: str) -> str:
    """The access token of somebody new, got as a person gets it."""
    email, password = f"{name.lower()}@story.example", "correct horse battery"
    values = {"name": name, "email": email, "password": password}
    made = await http.ask(
        f"mutation($input: RegisterInput!) {{ register(input: $input) {{ {SIGNED_IN} }} }}",
        input=values,
    )
    assert made["register"]["errors"] == []
    query = f"mutation($input: LoginInput!) {{ login(input: $input) {{ {SIGNED_IN} }} }}"
    again = await http.ask(query, input={"email": email, "password": password})
    assert again["login"]["viewer"]["id"] == made["register"]["viewer"]["id"]
    return str(again["login"]["accessToken"])


async def watch(socket: Socket, kinds: list[str]) -> list[dict[str, Any]]:
    """Events until each of the kinds has come."""
    events: list[dict[str, Any]] = []
    missing = list(kinds)
    while missing:
        events.append(await socket.event())
        if events[-1]["kind"] in missing:
            missing.remove(events[-1]["kind"])
    return events


async def test_from_sign_up_to_rating_both_sides_see_each_step_and_no_secret(
    live: LiveDesk,
) -> None:
    moderator = await make_person(live, Role.MODERATOR, skills=["Hardware", "Software", "Billing"])
    name = f"Rosa{live.mode}"
    async with Http(live.apis[0]) as nobody:
        token = await register(nobody, name)
    async with (
        Http(live.apis[0], token, keep=True) as own,
        Http(live.apis[-1], moderator.token) as staff,
        open_socket(live.apis[-1], token, keep=True) as her_socket,
        open_socket(live.apis[0], moderator.token) as his_socket,
    ):
        start = await own.position()
        await her_socket.follow(after=start, pick=EVENT)
        await his_socket.follow(after=start, pick=f"{EVENT} ticketId")

        ticket_id = await own.create_ticket(
            "The printer on the second floor jams", description="Every page since this morning."
        )
        hers = await watch(her_socket, ["TICKET_CREATED", "TICKET_ASSIGNED"])
        admin = await make_person(live, Role.ADMIN)
        async with Http(live.apis[0], admin.token) as boss:
            ticket = await boss.ask(
                "query($id: ID!) { ticket(id: $id) { assignee { id } status } }", id=ticket_id
            )
            if ticket["ticket"]["assignee"]["id"] != moderator.id:
                await boss.do(
                    "ticketAssign", "ticket { id }", id=ticket_id, assigneeId=moderator.id
                )
                hers += await watch(her_socket, ["TICKET_ASSIGNED"])
        await staff.comment(ticket_id, f"Tell her nothing: {CANARY}", "INTERNAL")
        await staff.do("ticketUpdate", "ticket { id }", id=ticket_id, notes=f"Notes: {CANARY}")
        await staff.comment(ticket_id, "Please open the back and take the paper out.")
        hers += await watch(her_socket, ["COMMENT_CREATED"])
        await own.comment(ticket_id, "That helped, thank you!")
        await staff.do(
            "ticketResolve",
            "ticket { status }",
            id=ticket_id,
            comment=f"The roller again. {CANARY}",
            visibility="INTERNAL",
        )
        await own.do(
            "ticketRate", "ticket { rating }", id=ticket_id, rating=5, comment="Quick and kind."
        )
        hers += await watch(her_socket, ["TICKET_RATED"])

        his = await watch(his_socket, ["TICKET_RATED"])
        everything = await own.ask(EVERYTHING, id=ticket_id)
        await expect_nothing_missed(ticket_id, moderator, hers, his)
        await expect_mails(ticket_id)
        secrets = [*own.heard, *her_socket.heard]
    shown = everything["ticket"]
    assert (shown["status"], shown["rating"]) == ("RESOLVED", 5)
    assert [it["visibility"] for it in shown["comments"]["nodes"]] == ["PUBLIC", "PUBLIC"]
    assert everything["tickets"]["nodes"] == []
    assert secrets
    assert not [text for text in secrets if CANARY in text]
    assert shown["assignee"]["email"] is None


async def expect_nothing_missed(
    ticket_id: str, moderator: Person, hers: list[dict[str, Any]], his: list[dict[str, Any]]
) -> None:
    rows = await Event.filter(ticket_id=ticket_id).order_by("position")
    last = next(row.position for row in rows if row.kind == "TICKET_RATED")
    visible = [row for row in rows if (row.position or 0) <= (last or 0)]
    public = [(str(row.position), row.kind) for row in visible if not row.staff_only]
    assert [(event["position"], event["kind"]) for event in hers] == public
    seen = [(it["position"], it["kind"]) for it in his if it["ticketId"] == ticket_id]
    assert seen == [
        (str(row.position), row.kind) for row in visible if may_see_event(moderator.actor, row)
    ]
    kinds = {row.kind.value for row in rows}
    assert {"TRIAGE_QUEUED", "TRIAGE_STARTED", "TRIAGE_COMPLETED", "TICKET_ASSIGNED"} <= kinds


async def expect_mails(ticket_id: str) -> None:
    """The ones that must come have come, once each, and none carries the canary."""

    async def sorted_kinds() -> list[MailKind]:
        return sorted([mail.kind for mail in await Mail.filter(ticket_id=ticket_id)])

    wanted = {MailKind.TICKET_RECEIVED, MailKind.COMMENT_ADDED, MailKind.TICKET_COMPLETED}

    async def all_there() -> bool:
        return wanted <= set(await sorted_kinds())

    await until(all_there, within_s=30)
    requester_mails = [
        mail
        for mail in await Mail.filter(ticket_id=ticket_id)
        if mail.to_address.endswith("@story.example")
    ]
    assert {mail.kind for mail in requester_mails} >= wanted
    for mail in requester_mails:
        assert CANARY not in f"{mail.subject}\n{mail.text_body}\n{mail.html_body}"
    keys = [mail.key for mail in await Mail.filter(ticket_id=ticket_id)]
    assert len(keys) == len(set(keys))
