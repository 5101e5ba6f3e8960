"""The ticket, as each viewer may see it."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from domain import lists, models
from domain.cursors import Order
from domain.paging import page_of, window_of
from domain.policy import may_read_ticket, may_see_staff_fields, visible_comments
from domain.vocabulary import (
    AssignmentKind,
    Channel,
    DecidedBy,
    Priority,
    Sentiment,
    TicketStatus,
    Urgency,
)
from schema.arguments import After, Before, Filter, First, Last, OrderBy
from schema.connections import Connection
from schema.context import Info
from schema.fields import column, listing, reading, relation
from schema.inputs.conversation_filter import CommentFilter, EventFilter
from schema.inputs.orders import CommentOrder, EventOrder
from schema.paging import list_page
from schema.scalars import JSON
from schema.types.catalog import Category, Tag, TicketSkill
from schema.types.comment import Comment
from schema.types.event import TicketEvent
from schema.types.node import Node, is_row_of
from schema.types.similar import SIMILAR_COST, SimilarTicket, similar_to
from schema.types.triage import TriageRun
from schema.types.user import User


@strawberry.type(description="How a ticket came to its assignee, or why it waits. Staff only.")
class Assignment:
    kind: AssignmentKind = column("What happened.")
    assignee: User | None = relation("users", "assignee_id", "Who got it.")
    reasons: list[str] = column("Why, in words.")
    candidates: JSON = column(
        "Everybody who was considered: {userId, name, score, skill, load, capacity, available, "
        "reason}, best first."
    )
    created_at: datetime = column("When.")


async def _triage_runs(
    root: Any,
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    if not may_see_staff_fields(info.context.actor):
        return None
    runs = models.TriageRun.filter(ticket_id=root.id)
    return page_of(
        runs, Order("id", descending=True, is_unique=True), window_of(first, after, last, before)
    )


async def _follows(root: Any, info: Info) -> Any:
    if root.follows_id is None:
        return None
    ticket = await info.context.loaders.tickets.load(root.follows_id)
    return ticket if ticket and may_read_ticket(info.context.actor, ticket) else None


async def _comments(
    root: Any,
    info: Info,
    filter: Filter[CommentFilter] = None,
    order_by: OrderBy[CommentOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    rows = models.Comment.filter(visible_comments(actor), ticket_id=root.id)
    return list_page(rows, lists.COMMENTS, actor, filter, order_by, first, after, last, before)


async def _events(
    root: Any,
    info: Info,
    filter: Filter[EventFilter] = None,
    order_by: OrderBy[EventOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    rows = models.Event.filter(ticket_id=root.id)
    if not may_see_staff_fields(actor):
        rows = rows.filter(staff_only=False)
    return list_page(rows, lists.EVENTS, actor, filter, order_by, first, after, last, before)


@strawberry.type(description="A request for help.")
class Ticket(Node):
    number: int = column("A short number for people; gaps are normal.")
    title: str = column("What it is about, in a line.")
    description: str = column("The request, as Markdown.")
    status: TicketStatus = column("Where it is in its life.")
    priority: Priority = column("How important the desk takes it to be.")
    priority_decided_by: DecidedBy = column("Who decided the priority.")
    category: Category = relation("categories", "category_id", "What kind of request it is.")
    category_decided_by: DecidedBy = column("Who decided the category.")
    urgency: Urgency | None = column(
        "How pressing it is made. Staff only.", visible_to=may_see_staff_fields
    )
    urgency_decided_by: DecidedBy | None = column(
        "Who decided the urgency. Staff only.", visible_to=may_see_staff_fields
    )
    sentiment: Sentiment | None = column("The tone. Staff only.", visible_to=may_see_staff_fields)
    sentiment_decided_by: DecidedBy | None = column(
        "Who decided the sentiment. Staff only.", visible_to=may_see_staff_fields
    )
    language: str | None = column(
        "The language as an ISO 639-1 code, once known. Staff only.",
        visible_to=may_see_staff_fields,
    )
    requester: User = relation("users", "requester_id", "Who asks.")
    assignee: User | None = relation("users", "assignee_id", "Who works on it.")
    tags: list[Tag] | None = relation(
        "tags_of_tickets", "id", "Its labels. Staff only.", visible_to=may_see_staff_fields
    )
    skills: list[TicketSkill] | None = relation(
        "skills_of_tickets",
        "id",
        "The skills it needs. Staff only.",
        visible_to=may_see_staff_fields,
    )
    notes: str | None = column("Notes for staff. Staff only.", visible_to=may_see_staff_fields)
    ai_answer: str | None = column(
        "The desk's first answer, as Markdown: a language model's, else an article's or a solved "
        "ticket's that the requester may see. If it solved it, he says so by ticketResolve."
    )
    channel: Channel = column("How it came in.")
    external_id: str | None = column(
        "Its id in the system it came from. Staff only.", visible_to=may_see_staff_fields
    )
    follows: Annotated["Ticket", strawberry.lazy("schema.types.ticket")] | None = strawberry.field(
        resolver=_follows,
        description="The closed ticket that this one continues.",
        metadata=reading("follows_id"),
    )
    comments: Connection[Comment] = strawberry.field(
        resolver=_comments,
        description="What was said, oldest first unless sorted otherwise.",
        metadata=listing("id"),
    )
    events: Connection[TicketEvent] = strawberry.field(
        resolver=_events,
        description="What happened, oldest first unless sorted otherwise.",
        metadata=listing("id"),
    )
    triage: TriageRun | None = relation(
        "latest_runs",
        "id",
        "The newest run of triage. Staff only.",
        visible_to=may_see_staff_fields,
    )
    triage_runs: Connection[TriageRun] | None = strawberry.field(
        resolver=_triage_runs,
        description="The runs of triage, newest first. Staff only.",
        metadata=listing("id"),
    )
    similar: list[SimilarTicket] = strawberry.field(
        resolver=similar_to,
        description="Tickets most like this one, nearest first: a requester's own, all for staff.",
        metadata={"cost": SIMILAR_COST, **reading("id", "title", "description")},
    )
    assignment: Assignment | None = relation(
        "latest_assignments",
        "id",
        "The last step of its assignment, with its reasons. Staff only.",
        visible_to=may_see_staff_fields,
    )
    rating: int | None = column("What the requester gave, 1 to 5.")
    rating_comment: str | None = column("What the requester said to it.")
    rated_at: datetime | None = column("When it was rated.")
    due_at: datetime | None = column("When it should be done.")
    queued_at: datetime | None = column(
        "Since when it waits for somebody to be free. Staff only.", visible_to=may_see_staff_fields
    )
    first_response_at: datetime | None = column("When staff first answered in public.")
    resolved_at: datetime | None = column("When it was resolved.")
    closed_at: datetime | None = column("When it was closed.")
    created_at: datetime = column("When it was written.")
    updated_at: datetime = column("When it last changed.")
    version: int = column("Counts the changes; for updates that must not overwrite others'.")

    is_type_of = is_row_of(models.Ticket)
