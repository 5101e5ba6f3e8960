"""Jobs and mails, for admins."""

from typing import Any

import strawberry

from domain import lists, models
from domain.policy import require_admin
from schema.arguments import After, Before, Filter, First, Last, OrderBy
from schema.connections import Connection
from schema.context import Info
from schema.inputs.operations_filter import JobFilter, MailFilter
from schema.inputs.orders import JobOrder, MailOrder
from schema.paging import load_page
from schema.types.operations import Job, Mail


async def _jobs(
    info: Info,
    filter: Filter[JobFilter] = None,
    order_by: OrderBy[JobOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_admin(actor)
    rows = models.Job.all()
    return await load_page(rows, lists.JOBS, actor, filter, order_by, first, after, last, before)


async def _mails(
    info: Info,
    filter: Filter[MailFilter] = None,
    order_by: OrderBy[MailOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    require_admin(actor)
    rows = models.Mail.all()
    return await load_page(rows, lists.MAILS, actor, filter, order_by, first, after, last, before)


jobs = strawberry.field(
    resolver=_jobs,
    name="jobs",
    graphql_type=Connection[Job],
    description="Jobs in any state, newest first unless sorted otherwise. For admins.",
)

mails = strawberry.field(
    resolver=_mails,
    name="mails",
    graphql_type=Connection[Mail],
    description="The mails of the desk, newest first unless sorted otherwise; kept ones are "
    "read here. For admins.",
)
