"""What the verbs on tickets take and give, besides rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import DomainError
from domain.models import Ticket
from domain.unset import UNSET, UnsetType
from domain.vocabulary import Channel, Priority, TicketStatus


class BulkPolicy(StrEnum):
    """What a failing row does to the others."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    SKIP_FAILED = "SKIP_FAILED"


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket to be. A category or priority that is given stands; triage finds the rest.

    `suggestion_id` has been checked to be the writer's own.
    For staff and imports only: tags, skills, `due_at`, `external_id`, `requester_id` (on
    behalf of), `created_at`, `triage` (False: assigned at once) and `silent` (no mail).
    """

    title: str
    description: str = ""
    id: str | None = None
    category_id: str | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    skill_ids: tuple[str, ...] = ()
    due_at: datetime | None = None
    channel: Channel = Channel.API
    external_id: str | None = None
    requester_id: str | None = None
    follows_id: str | None = None
    suggestion_id: str | None = None
    created_at: datetime | None = None
    triage: bool = True
    silent: bool = False


@dataclass(frozen=True, slots=True)
class TicketChanges:
    """Fields to set; `UNSET` leaves one as it is. `tags` are names, made where missing.

    `add_tags` and `remove_tags` change `tags`, or those that the ticket has, by names as well.
    """

    title: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    status: TicketStatus | UnsetType | None = UNSET
    category_id: str | UnsetType | None = UNSET
    priority: Priority | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    ai_answer: str | UnsetType | None = UNSET
    tags: tuple[str, ...] | list[str] | UnsetType | None = UNSET
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    skill_ids: tuple[str, ...] | list[str] | UnsetType | None = UNSET
    due_at: datetime | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one id: the changed ticket, or why not.

    Both are None for a row that only failed because others did (`ALL_OR_NOTHING`).
    """

    id: str
    ticket: Ticket | None = None
    error: DomainError | None = None
