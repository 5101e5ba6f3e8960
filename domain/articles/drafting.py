"""An article made of a solved ticket: composed at once, then written anew by a model if any."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from domain import limits
from domain.articles.write import (
    NewArticle,
    create_article,
    lock_article,
    set_article,
)
from domain.errors import invalid, not_found
from domain.models import Article, Comment, Ticket
from domain.policy import require_scope, require_staff
from domain.text import check_id, clean_line, clean_text
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import JobKind, Scope, TicketStatus, Visibility

PROMPT_VERSION: Final = "article-1"
MAX_INPUT_LENGTH: Final = 20_000
MAX_COMMENTS: Final = 50
_SOLVED: Final = (TicketStatus.RESOLVED, TicketStatus.CLOSED)

ANSWER_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "body": {"type": "string"}},
    "required": ["title", "body"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said in public about a ticket; `replies` are staff's, `all_said` everybody's."""

    title: str
    description: str
    replies: tuple[str, ...]
    all_said: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A composed draft that a model may write anew, as long as nobody has touched it."""

    article_id: str
    version: int
    conversation: Conversation


async def article_from_ticket(uow: UnitOfWork, ticket_id: str) -> Article:
    """A draft for staff, composed from what was said in public about a solved ticket.

    The same ticket again gives the same article. Where the desk has a language model, a job
    has it write the draft anew. Raises FORBIDDEN, NOT_FOUND, and INVALID for a ticket that is
    not solved yet.
    """
    require_staff(uow.actor)
    require_scope(uow.actor, Scope.WRITE)
    rows = Ticket.filter(id=check_id(ticket_id, "ticket", "ticketId")).using_db(uow.db)
    ticket = await rows.select_for_update(no_key=True).first()
    if ticket is None:
        raise not_found("ticket", "ticketId")
    if ticket.status not in _SOLVED:
        raise invalid("Only a resolved or closed ticket makes an article.", "ticketId")
    made = await Article.filter(source_ticket_id=ticket.id).using_db(uow.db).first()
    if made is not None:
        return made
    conversation = await _conversation(uow, ticket)
    article = await create_article(
        uow,
        NewArticle(
            title=ticket.title,
            body=compose_body(conversation),
            category_id=ticket.category_id,
            visibility=Visibility.INTERNAL,
            source_ticket_id=ticket.id,
        ),
    )
    uow.enqueue(JobKind.DRAFT_ARTICLE, article.id, {"articleId": article.id})
    return article


def compose_body(conversation: Conversation) -> str:
    """The request and staff's replies under headings, cut to what an article may hold."""
    parts = ["## The question", "", conversation.description or conversation.title]
    if conversation.replies:
        parts += ["", "## What helped", "", "\n\n".join(conversation.replies)]
    return "\n".join(parts)[: limits.TEXT_LENGTH].rstrip()


async def load_draft(uow: UnitOfWork, article_id: str) -> DraftTask | None:
    """What a model needs to write a draft anew; None when somebody has taken it over."""
    article = await Article.get_or_none(id=article_id, using_db=uow.db)
    if article is None or article.version > 1 or article.source_ticket_id is None:
        return None
    ticket = await Ticket.get(id=article.source_ticket_id, using_db=uow.db)
    return DraftTask(article.id, article.version, await _conversation(uow, ticket))


async def complete_draft(uow: UnitOfWork, task: DraftTask, content: dict[str, Any]) -> None:
    """Write the model's text into the draft, unless somebody has changed it meanwhile.

    Raises DomainError when there is no usable title or body in `content`.
    """
    article = await lock_article(uow, task.article_id)
    if article is None or article.version != task.version:
        return
    values = {
        "title": clean_line(_text(content.get("title"))[: limits.TITLE_LENGTH], "title"),
        "body": clean_text(_text(content.get("body")), "body", required=True),
    }
    await set_article(uow, article, values)


def user_prompt(conversation: Conversation) -> str:
    """The conversation between its lines, which it cannot close itself."""
    said = "\n\n".join(
        f"{'Help desk' if is_staff else 'Customer'}: {text}"
        for is_staff, text in conversation.all_said
    )
    shown = f"Title: {conversation.title}\n\nCustomer: {conversation.description}\n\n{said}"
    fenced = shown[:MAX_INPUT_LENGTH].replace("<ticket>", "(ticket)")
    return f"<ticket>\n{fenced.replace('</ticket>', '(/ticket)')}\n</ticket>"


@cache
def system_prompt() -> str:
    file = Path(__file__).parent / "prompts" / f"{PROMPT_VERSION}.txt"
    return file.read_text(encoding="utf-8")


async def _conversation(uow: UnitOfWork, ticket: Ticket) -> Conversation:
    public = Comment.filter(ticket_id=ticket.id, visibility=Visibility.PUBLIC).using_db(uow.db)
    comments = await public.order_by("created_at", "id").limit(MAX_COMMENTS)
    said = tuple((comment.author_id != ticket.requester_id, comment.body) for comment in comments)
    replies = tuple(body for is_staff, body in said if is_staff)
    return Conversation(ticket.title, ticket.description, replies, said)


def _text(value: object) -> str:
    return (
        "".join(c for c in value if c in "\n\t" or c.isprintable())
        if isinstance(value, str)
        else ""
    )
