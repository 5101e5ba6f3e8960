"""Writing, changing and deleting articles."""

from dataclasses import dataclass
from typing import Any, Final

from domain.articles.search import index_article
from domain.category_ids import default_category_id, find_category_id
from domain.errors import not_found
from domain.events import Change, NewEvent
from domain.ids import new_id
from domain.models import Article
from domain.policy import is_open_to_requesters, require_scope, require_staff
from domain.text import check_id, clean_line, clean_text
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType
from domain.versions import check_version
from domain.vocabulary import ArticleStatus, EventKind, Scope, SubjectType, Visibility

# The attribute of ArticleChanges, and what events and versions call it.
FIELDS: Final = {
    "title": "title",
    "body": "body",
    "category_id": "category",
    "visibility": "visibility",
    "status": "status",
}
_MOVED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class NewArticle:
    """`category_id` is the default category where it is None."""

    title: str
    body: str
    category_id: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    status: ArticleStatus = ArticleStatus.DRAFT
    source_ticket_id: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    title: str | UnsetType = UNSET
    body: str | UnsetType = UNSET
    category_id: str | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    status: ArticleStatus | UnsetType = UNSET


async def create_article(uow: UnitOfWork, new: NewArticle) -> Article:
    """Write an article as this member of staff.

    Raises FORBIDDEN, NOT_FOUND (category) and the errors of domain.text.
    """
    author_id = require_staff(uow.actor)
    require_scope(uow.actor, Scope.WRITE)
    if new.category_id is None:
        category_id = await default_category_id(uow)
    else:
        category_id = await find_category_id(uow, new.category_id)
    article = Article(
        id=new_id("art"),
        title=clean_line(new.title, "title"),
        body=clean_text(new.body, "body", required=True),
        category_id=category_id,
        visibility=new.visibility,
        status=new.status,
        author_id=author_id,
        source_ticket_id=new.source_ticket_id,
        published_at=uow.now if new.status is ArticleStatus.PUBLISHED else None,
        created_at=uow.now,
        updated_at=uow.now,
    )
    await article.save(using_db=uow.db, force_create=True)
    await index_article(uow, article)
    record_article(uow, EventKind.ARTICLE_CREATED, article)
    return article


async def update_article(
    uow: UnitOfWork, article_id: str, changes: ArticleChanges, version: int | None = None
) -> Article:
    """Set the given fields; what has the value already is no change and makes no event.

    Raises FORBIDDEN, NOT_FOUND, CONFLICT (a field being set has changed since `version`) and
    the errors of domain.text.
    """
    article = await _load(uow, article_id)
    given = {name: getattr(changes, name) for name in FIELDS if getattr(changes, name) is not UNSET}
    check_version(article, version, *(FIELDS[name] for name in given))
    if "title" in given:
        given["title"] = clean_line(given["title"], "title")
    if "body" in given:
        given["body"] = clean_text(given["body"], "body", required=True)
    if "category_id" in given:
        given["category_id"] = await find_category_id(uow, given["category_id"])
    await set_article(uow, article, given)
    return article


async def delete_article(uow: UnitOfWork, article_id: str) -> Article:
    """Delete an article for good; gives it as it was."""
    article = await _load(uow, article_id)
    await article.delete(using_db=uow.db)
    record_article(uow, EventKind.ARTICLE_DELETED, article)
    return article


async def move_articles(uow: UnitOfWork, category_id: str, to_id: str | None) -> None:
    """Give the articles of a category that ends another one; the default where it is None."""
    rows = Article.filter(category_id=category_id).using_db(uow.db).order_by("id")
    rows = rows.limit(_MOVED_AT_ONCE).select_for_update(no_key=True)
    while articles := await rows:
        target_id = to_id or await default_category_id(uow)
        for article in articles:
            await set_article(uow, article, {"category_id": target_id})


async def set_article(uow: UnitOfWork, article: Article, values: dict[str, Any]) -> None:
    """Write checked values to a locked article as its next version, with the event."""
    was_open = is_open_to_requesters(article)
    changes = []
    for name, value in values.items():
        if getattr(article, name) != value:
            is_text = name == "body"  # long texts are not repeated in the log
            before, after = (None, None) if is_text else (getattr(article, name), value)
            changes.append(Change.of(FIELDS[name], before, after))
            setattr(article, name, value)
    if not changes:
        return
    fields = [change.field for change in changes]
    if article.status is ArticleStatus.PUBLISHED and article.published_at is None:
        article.published_at = uow.now
    article.version += 1
    article.updated_at = max(article.updated_at, uow.now)
    article.field_versions = article.field_versions | dict.fromkeys(fields, article.version)
    await article.save(using_db=uow.db)
    if {"title", "body"} & set(fields):
        await index_article(uow, article)
    record_article(uow, EventKind.ARTICLE_UPDATED, article, tuple(changes), was_open=was_open)


def record_article(
    uow: UnitOfWork,
    kind: EventKind,
    article: Article,
    changes: tuple[Change, ...] = (),
    *,
    was_open: bool | None = None,
) -> str:
    """Record an event; staff only unless requesters could read the article before and after.

    `isForAll` says that they could before or after: then they may know that it has changed.
    """
    is_open = is_open_to_requesters(article)
    was_open = is_open if was_open is None else was_open
    return uow.record(
        NewEvent(
            kind,
            SubjectType.ARTICLE,
            article.id,
            staff_only=not (was_open and is_open),
            changes=changes,
            data={"isForAll": was_open or is_open},
        )
    )


async def lock_article(uow: UnitOfWork, article_id: str) -> Article | None:
    rows = Article.filter(id=article_id).using_db(uow.db).select_for_update(no_key=True)
    return await rows.first()


async def _load(uow: UnitOfWork, article_id: str) -> Article:
    require_staff(uow.actor)
    require_scope(uow.actor, Scope.WRITE)
    article = await lock_article(uow, check_id(article_id, "article", "id"))
    if article is None:
        raise not_found("article", "id")
    return article
