"""Versions of the model that learns."""

from typing import Any

import strawberry

from domain import models
from domain.cursors import Order
from domain.paging import page_of, window_of
from domain.policy import require_admin
from domain.triage.versions import BARE
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.context import Info
from schema.types.triage_model import TriageModel

# At most eleven rows: there is nothing to filter.
_NEWEST_FIRST = Order("number", descending=True, is_unique=True)


async def _triage_models(
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    require_admin(info.context.actor)
    rows = models.ModelVersion.all().only(*BARE)
    return page_of(rows, _NEWEST_FIRST, window_of(first, after, last, before))


triage_models = strawberry.field(
    resolver=_triage_models,
    name="triageModels",
    graphql_type=Connection[TriageModel],
    description="The versions of the model that learns, newest first: the serving one and the "
    "newest ten others. For admins.",
)
