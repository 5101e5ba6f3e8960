"""Where people are signed in, and the keys of their machines."""

from typing import Annotated, Any

import strawberry

from domain.accounts.api_tokens import list_api_tokens
from domain.accounts.sessions import list_sessions
from domain.errors import DomainError, ErrorCode
from schema.context import Info
from schema.types.account import ApiToken, Session

Owner = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Whose, for admins; left out, one's own."),
]


async def _sessions(info: Info, user_id: Owner = None) -> Any:
    try:
        return await list_sessions(info.context.actor, user_id)
    except DomainError as error:
        return _nothing_if_unknown(error)


async def _api_tokens(info: Info, user_id: Owner = None) -> Any:
    try:
        return await list_api_tokens(info.context.actor, user_id)
    except DomainError as error:
        return _nothing_if_unknown(error)


def _nothing_if_unknown(error: DomainError) -> list[Any]:
    """Somebody else's list looks like that of somebody who does not exist."""
    if error.code is not ErrorCode.NOT_FOUND:
        raise error
    return []


sessions = strawberry.field(
    resolver=_sessions,
    name="sessions",
    graphql_type=list[Session],
    description="Living sign-ins, the newest first, at most 100. One's own; for admins anybody's.",
)
api_tokens = strawberry.field(
    resolver=_api_tokens,
    name="apiTokens",
    graphql_type=list[ApiToken],
    description="Keys of machines, the newest first, at most 50. One's own; for admins anybody's.",
)
