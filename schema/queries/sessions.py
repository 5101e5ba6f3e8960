"""Where people are signed in, and the keys of their machines."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import strawberry
from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain import lists
from domain.accounts.api_tokens import everybodys_api_tokens, living_api_tokens
from domain.accounts.sessions import everybodys_sessions, living_sessions
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode
from domain.models import ApiToken as ApiTokenRow
from domain.models import Session as SessionRow
from domain.policy import NOTHING
from schema.arguments import After, Before, Filter, First, Last, OrderBy
from schema.connections import Connection
from schema.context import Info
from schema.inputs.orders import ApiTokenOrder, SessionOrder
from schema.inputs.sign_in_filter import ApiTokenFilter, SessionFilter
from schema.paging import list_page
from schema.types.account import ApiToken, Session

M = TypeVar("M", bound=Model)

Owner = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Whose, for admins; left out, one's own."),
]
OfEverybody = Annotated[
    bool,
    strawberry.argument(description="All of the desk, for admins; `userId` does not count then."),
]


async def _sessions(
    info: Info,
    user_id: Owner = None,
    of_everybody: OfEverybody = False,
    filter: Filter[SessionFilter] = None,
    order_by: OrderBy[SessionOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    if of_everybody:
        rows = everybodys_sessions(actor)
    else:
        rows = _owned(SessionRow, living_sessions, actor, user_id)
    return list_page(rows, lists.SESSIONS, actor, filter, order_by, first, after, last, before)


async def _api_tokens(
    info: Info,
    user_id: Owner = None,
    of_everybody: OfEverybody = False,
    filter: Filter[ApiTokenFilter] = None,
    order_by: OrderBy[ApiTokenOrder] = None,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Any:
    actor = info.context.actor
    if of_everybody:
        rows = everybodys_api_tokens(actor)
    else:
        rows = _owned(ApiTokenRow, living_api_tokens, actor, user_id)
    return list_page(rows, lists.API_TOKENS, actor, filter, order_by, first, after, last, before)


def _owned(
    model: type[M],
    living: Callable[[Actor, str | None], QuerySet[M]],
    actor: Actor,
    user_id: str | None,
) -> QuerySet[M]:
    """Somebody else's list looks like that of somebody who does not exist."""
    try:
        return living(actor, user_id)
    except DomainError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        return model.filter(NOTHING)


sessions = strawberry.field(
    resolver=_sessions,
    name="sessions",
    graphql_type=Connection[Session],
    description="Living sign-ins, the newest first unless sorted otherwise. One's own; for "
    "admins anybody's.",
)
api_tokens = strawberry.field(
    resolver=_api_tokens,
    name="apiTokens",
    graphql_type=Connection[ApiToken],
    description="Keys of machines that are not revoked, the newest first unless sorted "
    "otherwise. One's own; for admins anybody's.",
)
