"""Jobs and mails, for admins."""

from domain import lists
from domain.policy import require_admin
from schema.inputs.operations_filter import JobFilter, MailFilter
from schema.inputs.orders import JobOrder, MailOrder
from schema.queries.listing import list_field
from schema.types.operations import Job, Mail

jobs = list_field(
    "jobs",
    Job,
    lists.JOBS,
    require=require_admin,
    filter=JobFilter,
    order_by=JobOrder,
    description="Jobs in any state, newest first unless sorted otherwise. For admins.",
)
mails = list_field(
    "mails",
    Mail,
    lists.MAILS,
    require=require_admin,
    filter=MailFilter,
    order_by=MailOrder,
    description="The mails of the desk, newest first unless sorted otherwise; kept ones are "
    "read here. For admins.",
)
