"""Loading a ticket to change it, and writing it back with its versions."""

from domain import policy
from domain.actors import Actor
from domain.database import dialect
from domain.errors import forbidden, not_found
from domain.ids import is_id
from domain.models import Ticket
from domain.tickets.lifecycle import By
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import Scope


async def lock_ticket(uow: UnitOfWork, ticket_id: str) -> Ticket | None:
    """The ticket, kept from others until the end of the transaction; None if it is gone."""
    if not is_id(ticket_id, "tkt"):
        return None
    rows = Ticket.filter(id=ticket_id).using_db(uow.db).select_for_update(no_key=True)
    return await rows.first()


async def load_ticket(uow: UnitOfWork, ticket_id: str, field: str = "id") -> Ticket:
    """Lock a ticket that the actor may read and is about to change.

    Raises UNAUTHENTICATED, FORBIDDEN for an API token without WRITE, and NOT_FOUND.
    """
    require_writer(uow.actor)
    ticket = await lock_ticket(uow, ticket_id)
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
    """Write the row as its next version, in which `fields` were set."""
    ticket.version += 1
    ticket.updated_at = max(ticket.updated_at, uow.now)
    ticket.field_versions = ticket.field_versions | dict.fromkeys(fields, ticket.version)
    await ticket.save(using_db=uow.db)


async def lock_name(uow: UnitOfWork, name: str) -> None:
    """Let nobody else create under this name until the end of the transaction.

    SQLite has one writer at a time and needs nothing.
    """
    if dialect() == "postgres":
        await uow.db.execute_query("SELECT pg_advisory_xact_lock(1, hashtext($1))", [name])
