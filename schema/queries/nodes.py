"""Anything by its id."""

from typing import Annotated, Any

import strawberry

from domain import models
from domain.ids import is_id
from domain.policy import may_read_article, may_read_comment, may_read_ticket, require_known
from schema.context import Context, Info
from schema.types.node import Node


async def _ticket(context: Context, id: str) -> Any:
    ticket = await context.loaders.tickets.load(id)
    return ticket if ticket and may_read_ticket(context.actor, ticket) else None


async def _comment(context: Context, id: str) -> Any:
    comment = await context.loaders.comments.load(id)
    if comment is None:
        return None
    ticket = await context.loaders.tickets.load(comment.ticket_id)
    if ticket is None:
        return None
    return comment if may_read_comment(context.actor, comment, ticket) else None


async def _article(context: Context, id: str) -> Any:
    article = await context.loaders.articles.load(id)
    return article if article and may_read_article(context.actor, article) else None


async def _user(context: Context, id: str) -> Any:
    """Staff and oneself: anybody else would be a way to find out who has an account."""
    if not context.actor.is_staff and context.actor.user_id != id:
        return None
    return await context.loaders.users.load(id)


async def _category(context: Context, id: str) -> Any:
    return await context.loaders.categories.load(id)


async def _skill(context: Context, id: str) -> Any:
    return await context.loaders.skills.load(id) if context.actor.is_staff else None


async def _tag(context: Context, id: str) -> Any:
    return await models.Tag.get_or_none(id=id) if context.actor.is_staff else None


_FINDERS = {
    "tkt": _ticket,
    "cmt": _comment,
    "art": _article,
    "usr": _user,
    "cat": _category,
    "skl": _skill,
    "tag": _tag,
}


async def _node(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
) -> Any:
    require_known(info.context.actor)
    prefix = id[:3]
    find = _FINDERS.get(prefix) if is_id(id, prefix) else None
    return None if find is None else await find(info.context, id)


node = strawberry.field(
    resolver=_node,
    name="node",
    graphql_type=Node | None,
    description="Anything by its id; null when it does not exist or the viewer may not see it. "
    "For everybody signed in.",
)
