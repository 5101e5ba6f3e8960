"""Loading a ticket to change it, and writing it back with its versions."""

from typing import Final

from domain import policy
from domain.actors import Actor
from domain.database import dialect
from domain.database.statements import lock_row, update
from domain.database.watching import watch_row
from domain.errors import forbidden, not_found
from domain.ids import is_id
from domain.models import Ticket
from domain.tickets.lifecycle import By
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import Scope

_IN_THE_ROW: Final = "_in_the_row"


async def lock_ticket(uow: UnitOfWork, ticket_id: str, *, watch: bool = False) -> Ticket | None:
    """The ticket, kept from others until the end of the transaction; None if it is gone.

    `watch` spares the lock where all is written at the end, and the ticket with it.
    """
    if not is_id(ticket_id, "tkt"):
        return None
    await uow.settle()
    read = watch_row if watch and uow.may_watch else lock_row
    ticket = await read(uow.db, Ticket, ticket_id)
    if ticket is not None:
        _remember(ticket)
    return ticket


async def load_ticket(
    uow: UnitOfWork, ticket_id: str, field: str = "id", *, watch: bool = False
) -> Ticket:
    """Lock a ticket that the actor may read and is about to change; `watch` as in lock_ticket.

    Raises UNAUTHENTICATED, FORBIDDEN for an API token without WRITE, and NOT_FOUND.
    """
    require_writer(uow.actor)
    ticket = await lock_ticket(uow, ticket_id, watch=watch)
    if ticket is None or not policy.may_read_ticket(uow.actor, ticket):
        raise not_found("ticket", field)
    return ticket


def require_writer(actor: Actor) -> None:
    if not actor.is_system:
        policy.require_known(actor)
    policy.require_scope(actor, Scope.WRITE)


def require_work(actor: Actor, ticket: Ticket) -> None:
    """Raise FORBIDDEN unless the actor may change this ticket as staff."""
    if policy.may_work_on_ticket(actor, ticket):
        return
    if actor.is_staff:
        raise forbidden("Moderators change tickets that are unassigned or their own.")
    raise forbidden("Only moderators and admins may do this.")


def acts_as(actor: Actor, ticket: Ticket) -> By:
    """STAFF or REQUESTER; raises FORBIDDEN for somebody else's assigned ticket."""
    if policy.may_work_on_ticket(actor, ticket):
        return By.STAFF
    if policy.is_requester(actor, ticket):
        return By.REQUESTER
    require_work(actor, ticket)
    raise AssertionError("unreachable")


async def save_ticket(uow: UnitOfWork, ticket: Ticket, *fields: str) -> None:
    """Write the row as its next version, in which `fields` were set.

    At the end of the unit of work, or when it locks a ticket again.
    """
    ticket.version += 1
    ticket.updated_at = max(ticket.updated_at, uow.now)
    ticket.field_versions = ticket.field_versions | dict.fromkeys(fields, ticket.version)
    statement = update(ticket, _changed_columns(ticket))
    _remember(ticket)
    await uow.write_later(ticket.id, statement)


def _remember(ticket: Ticket) -> None:
    """What the row holds now, so that only what changes is written."""
    names = ticket._meta.fields_db_projection
    object.__setattr__(ticket, _IN_THE_ROW, {name: getattr(ticket, name) for name in names})


def _changed_columns(ticket: Ticket) -> tuple[str, ...]:
    in_the_row = getattr(ticket, _IN_THE_ROW, {})
    missing = object()
    return tuple(
        name
        for name in ticket._meta.fields_db_projection
        if getattr(ticket, name) != in_the_row.get(name, missing)
    )


async def lock_name(uow: UnitOfWork, name: str) -> None:
    """Let nobody else create under this name until the end of the transaction.

    SQLite has one writer at a time and needs nothing.
    """
    if dialect() == "postgres":
        await uow.db.execute_query("SELECT pg_advisory_xact_lock(1, hashtext($1))", [name])
