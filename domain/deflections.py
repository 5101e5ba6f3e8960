"""What is kept of a suggestion: that it solved it, or that a ticket was written after it."""

from domain.errors import not_found
from domain.events import NewEvent
from domain.ids import is_id
from domain.models import Article, Suggestion, Ticket
from domain.policy import may_read_article, require_known, require_scope
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, Scope, SubjectType


async def accept_suggestion(
    uow: UnitOfWork, suggestion_id: str, article_id: str | None = None
) -> Suggestion:
    """Note that a suggestion solved it, so that no ticket was needed; the second time nothing.

    `suggestion_id` has been checked to be this user's. Raises NOT_FOUND for an article that
    the user may not read.
    """
    user_id = require_known(uow.actor)
    require_scope(uow.actor, Scope.WRITE)
    if article_id is not None:
        article = await _article(uow, article_id)
        if article is None or not may_read_article(uow.actor, article):
            raise not_found("article", "articleId")
    suggestion = await _get_or_make(uow, suggestion_id, user_id)
    if suggestion.accepted_at is not None:
        return suggestion
    suggestion.accepted_at = uow.now
    suggestion.article_id = article_id
    await suggestion.save(using_db=uow.db, update_fields=["accepted_at", "article_id"])
    uow.record(
        NewEvent(
            EventKind.SUGGESTION_ACCEPTED,
            SubjectType.SUGGESTION,
            suggestion.id,
            requester_id=user_id,
            data={"articleId": article_id, "ticketId": suggestion.ticket_id},
        )
    )
    return suggestion


async def link_suggestion(uow: UnitOfWork, suggestion_id: str, ticket: Ticket) -> None:
    """Keep that `ticket` was written after a suggestion, which then counts among its costs."""
    suggestion = await _get_or_make(uow, suggestion_id, require_known(uow.actor))
    if suggestion.ticket_id is None:
        suggestion.ticket_id = ticket.id
        await suggestion.save(using_db=uow.db, update_fields=["ticket_id"])


async def _get_or_make(uow: UnitOfWork, suggestion_id: str, user_id: str) -> Suggestion:
    row = Suggestion(id=suggestion_id, user_id=user_id, created_at=uow.now)
    await Suggestion.bulk_create([row], ignore_conflicts=True, using_db=uow.db)
    rows = Suggestion.filter(id=suggestion_id).using_db(uow.db)
    return await rows.select_for_update(no_key=True).get()


async def _article(uow: UnitOfWork, article_id: str) -> Article | None:
    if not is_id(article_id, "art"):
        return None
    return await Article.get_or_none(id=article_id, using_db=uow.db)
