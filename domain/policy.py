"""Who may see and do what: pure functions of the viewer and the row, and the query filter.

Every path to a ticket asks here: HTTP, sockets, search, mail. A requester sees what he
asked for, without what is for staff; moderators read all and change what is unassigned or
their own; admins change all.
"""

from tortoise.expressions import Q

from domain.actors import Actor
from domain.errors import forbidden, unauthenticated
from domain.models import Article, Comment, Event, Ticket, User
from domain.vocabulary import ArticleStatus, Scope, SubjectType, TicketStatus, Visibility

NOTHING = Q(id__in=())


def require_known(actor: Actor) -> str:
    """The actor's user id; raises UNAUTHENTICATED for nobody."""
    if actor.user_id is None:
        raise unauthenticated()
    return actor.user_id


def require_staff(actor: Actor) -> str:
    user_id = require_known(actor)
    if not actor.is_staff:
        raise forbidden("Only moderators and admins may do this.")
    return user_id


def require_admin(actor: Actor) -> str:
    user_id = require_known(actor)
    if not actor.is_admin:
        raise forbidden("Only admins may do this.")
    require_scope(actor, Scope.ADMIN)
    return user_id


def may_see_costs(actor: Actor) -> bool:
    """What triage costs is for admins, and for machines of theirs with the scope ADMIN."""
    return actor.is_admin and (actor.scopes is None or Scope.ADMIN in actor.scopes)


def require_scope(actor: Actor, scope: Scope) -> None:
    """Hold an API token to its scopes; a session has them all."""
    if actor.scopes is not None and scope not in actor.scopes:
        raise forbidden(f"This API token lacks the scope {scope}.")


def visible_tickets(actor: Actor) -> Q:
    """The filter on tickets that this viewer may read."""
    if actor.is_staff or actor.is_system:
        return Q()
    if actor.user_id is None:
        return NOTHING
    return Q(requester_id=actor.user_id)


def may_read_ticket(actor: Actor, ticket: Ticket) -> bool:
    if actor.is_staff or actor.is_system:
        return True
    return actor.user_id is not None and ticket.requester_id == actor.user_id


def may_work_on_ticket(actor: Actor, ticket: Ticket) -> bool:
    """Change it as staff: an admin any, a moderator those unassigned or his own."""
    if actor.is_admin or actor.is_system:
        return True
    return actor.is_staff and ticket.assignee_id in (None, actor.user_id)


def is_requester(actor: Actor, ticket: Ticket) -> bool:
    return actor.user_id is not None and ticket.requester_id == actor.user_id


def may_correct_text(actor: Actor, ticket: Ticket) -> bool:
    """A requester may mend title and description while nobody has answered."""
    return (
        is_requester(actor, ticket)
        and ticket.first_response_at is None
        and ticket.status is not TicketStatus.CLOSED
    )


def visible_comments(actor: Actor) -> Q:
    """The filter on the comments of a ticket that the viewer may read."""
    if actor.is_staff or actor.is_system:
        return Q()
    return Q(visibility=Visibility.PUBLIC)


def may_read_comment(actor: Actor, comment: Comment, ticket: Ticket) -> bool:
    if not may_read_ticket(actor, ticket):
        return False
    return actor.is_staff or actor.is_system or comment.visibility is Visibility.PUBLIC


def visible_articles(actor: Actor) -> Q:
    """The filter on articles that this viewer may read."""
    if actor.is_staff or actor.is_system:
        return Q()
    if actor.user_id is None:
        return NOTHING
    return Q(status=ArticleStatus.PUBLISHED, visibility=Visibility.PUBLIC)


def is_open_to_requesters(article: Article) -> bool:
    return article.status is ArticleStatus.PUBLISHED and article.visibility is Visibility.PUBLIC


def may_read_article(actor: Actor, article: Article) -> bool:
    """Staff read all; everybody signed in reads what is both published and public."""
    if actor.is_staff or actor.is_system:
        return True
    return actor.user_id is not None and is_open_to_requesters(article)


def may_see_event(actor: Actor, event: Event) -> bool:
    """Decided from the event alone and the viewer's present rights, also when all is gone.

    Ticket events: staff see all, a requester his own that are not for staff only. Events
    about anything else (users, sessions, rules) are no part of the ticket feed.
    """
    if event.ticket_id is None:
        return False
    if actor.is_staff:
        return True
    return not event.staff_only and (
        actor.user_id is not None and event.requester_id == actor.user_id
    )


# Who may know that something has changed which is no ticket: whoever may read it.
_KNOWN_TO_STAFF = frozenset(
    {SubjectType.ARTICLE, SubjectType.SKILL, SubjectType.TAG, SubjectType.TRIAGE_BATCH}
    | {SubjectType.CATEGORY, SubjectType.USER}
)
_OF_TICKETS = frozenset({SubjectType.TICKET, SubjectType.COMMENT})


def is_for_all(event: Event) -> bool:
    """Whether requesters, too, may know of it: a category, an article they can or could read."""
    if event.subject_type is SubjectType.ARTICLE:
        return bool(event.data.get("isForAll"))
    return event.subject_type is SubjectType.CATEGORY


def may_know_of_change(actor: Actor, event: Event) -> bool:
    """Whether this viewer may know that the event's subject, which is no ticket, has changed."""
    if event.subject_type in _OF_TICKETS:
        return False
    if actor.is_staff and event.subject_type in _KNOWN_TO_STAFF:
        return True
    return may_see_costs(actor) or (is_for_all(event) and actor.is_known)


def may_see_email(actor: Actor, user: User) -> bool:
    """Staff see all addresses; others only their own."""
    return actor.is_staff or actor.user_id == user.id


def may_see_staff_fields(actor: Actor) -> bool:
    """Triage, notes, skills, tags, urgency and sentiment are for staff."""
    return actor.is_staff or actor.is_system
