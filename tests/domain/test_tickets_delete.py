"""Deleting a ticket: the tombstone, and nothing of what was written."""

from domain import tickets
from domain.clock import now
from domain.errors import ErrorCode
from domain.ids import new_id
from domain.models import (
    Assignment,
    Comment,
    Event,
    Job,
    Mail,
    Ticket,
    TicketTombstone,
    TriageDecision,
    TriageRun,
)
from domain.search import search_ids
from domain.tickets import TicketChanges
from domain.unit_of_work import transact
from domain.vocabulary import (
    DecidedBy,
    EventKind,
    JobState,
    MailKind,
    TriageField,
    Visibility,
)
from tests.domain.factories import (
    Desk,
    events_of,
    make_ticket,
    newest_position,
    open_desk,
    refused,
)


async def make_rich_ticket(desk: Desk) -> Ticket:
    """A ticket with the word canary in everything that can hold it."""
    ticket = await make_ticket(desk, title="canary", description="canary")
    me = desk.admin.user_id or ""
    await transact(tickets.assign_ticket, desk.admin, ticket.id, me)
    await transact(tickets.unassign_ticket, desk.admin, ticket.id, reason="canary")
    await transact(tickets.assign_ticket, desk.admin, ticket.id, me)
    changes = TicketChanges(title="canary two", notes="canary", tags=["bird"])
    await transact(tickets.update_ticket, desk.admin, ticket.id, changes)
    for visibility in Visibility:
        await transact(tickets.create_comment, desk.admin, ticket.id, "canary", visibility)
    run = await TriageRun.get(ticket_id=ticket.id)
    await TriageDecision.create(
        id=new_id("tdc"),
        run_id=run.id,
        ticket_id=ticket.id,
        field=TriageField.SKILLS,
        value=[],
        confidence=0.5,
        decided_by=DecidedBy.RULE,
        evidence=["canary"],
    )
    await Mail.create(
        id=new_id("mai"),
        kind=MailKind.TICKET_RECEIVED,
        key=new_id("evt"),
        recipient_id=desk.requester.user_id,
        ticket_id=ticket.id,
        to_address="rita@desk.example",
        subject="canary",
        text_body="canary",
        html_body="canary",
        message_id=new_id("mai"),
        created_at=now(),
    )
    return ticket


async def test_a_deleted_ticket_leaves_a_tombstone_and_no_text(db: str) -> None:
    desk = await open_desk()
    ticket, follower = await make_rich_ticket(desk), await make_ticket(desk, title="Other")
    await Ticket.filter(id=follower.id).update(follows_id=ticket.id)
    assert await search_ids(desk.admin, "canary") == [ticket.id]
    await transact(tickets.delete_ticket, desk.admin, ticket.id)
    tombstone = await TicketTombstone.get(id=ticket.id)
    assert (tombstone.number, tombstone.deleted_by_id) == (ticket.number, desk.admin.user_id)
    for model in (Comment, Assignment, Mail, TriageDecision):
        assert await model.all().count() == 0, model
    assert await TriageRun.filter(ticket_id=ticket.id).count() == 0
    assert await Ticket.filter(id=ticket.id).count() == 0
    assert (await Ticket.get(id=follower.id)).follows_id is None
    assert await search_ids(desk.admin, "canary") == []
    assert await search_ids(desk.admin, "other") == [follower.id]


async def test_its_events_stay_without_what_they_quoted(db: str) -> None:
    desk = await open_desk()
    ticket = await make_rich_ticket(desk)
    before = await events_of(ticket)
    start = await newest_position()
    await transact(tickets.delete_ticket, desk.admin, ticket.id)
    after = await events_of(ticket)
    assert [event.position for event in after[:-1]] == [event.position for event in before]
    assert all("canary" not in str((event.changes, event.data)) for event in after)
    (deleted,) = await events_of(ticket, after=start)
    assert deleted.kind is EventKind.TICKET_DELETED
    assert (deleted.requester_id, deleted.staff_only) == (desk.requester.user_id, False)
    assert [e.changes for e in after if e.kind is EventKind.TICKET_UPDATED] == [[], []]


async def test_its_waiting_jobs_go_and_running_ones_stay(db: str) -> None:
    desk = await open_desk()
    ticket = await make_rich_ticket(desk)
    running = await Job.filter(ticket_id=ticket.id).order_by("id").first()
    assert running is not None
    await Job.filter(id=running.id).update(state=JobState.RUNNING)
    await transact(tickets.delete_ticket, desk.admin, ticket.id)
    left = await Job.filter(ticket_id=ticket.id)
    assert [job.id for job in left] == [running.id]
    deleted = await Event.get(kind=EventKind.TICKET_DELETED)
    assert await Job.filter(key=f"drain_queue:{deleted.id}").count() == 1


async def test_only_admins_delete_and_only_once(db: str) -> None:
    desk = await open_desk()
    ticket = await make_ticket(desk)
    for name in ("requester", "moderator", "stranger"):
        work = transact(tickets.delete_ticket, desk[name], ticket.id)
        await refused(work, ErrorCode.FORBIDDEN)
    await transact(tickets.delete_ticket, desk.admin, ticket.id)
    for ticket_id in (ticket.id, "tkt_nonsense"):
        work = transact(tickets.delete_ticket, desk.admin, ticket_id)
        await refused(work, ErrorCode.NOT_FOUND)
