"""Jobs and mails, for admins."""

from typing import Annotated, Any

import strawberry

from domain import models
from domain.policy import require_admin
from domain.vocabulary import JobState, MailKind, MailState
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.context import Info
from schema.paging import load_page
from schema.types.operations import Job, Mail


async def _jobs(
    info: Info,
    state: Annotated[
        JobState, strawberry.argument(description="Only jobs in this state.")
    ] = JobState.DEAD,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_admin(info.context.actor)
    rows = models.Job.filter(state=state)
    return await load_page(rows, "created_at", first, after, last, before, descending=True)


async def _mails(
    info: Info,
    state: Annotated[
        MailState | None, strawberry.argument(description="Only mails in this state.")
    ] = None,
    kind: Annotated[
        MailKind | None, strawberry.argument(description="Only mails of this kind.")
    ] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_admin(info.context.actor)
    rows = models.Mail.all()
    if state is not None:
        rows = rows.filter(state=state)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return await load_page(rows, "created_at", first, after, last, before, descending=True)


jobs = strawberry.field(
    resolver=_jobs,
    name="jobs",
    graphql_type=Connection[Job],
    description="Jobs in one state, newest first; the dead ones unless another is named. For "
    "admins.",
)

mails = strawberry.field(
    resolver=_mails,
    name="mails",
    graphql_type=Connection[Mail],
    description="The mails of the desk, newest first; kept ones are read here. For admins.",
)
