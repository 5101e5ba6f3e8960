"""The verbs on tickets; each is a function of a unit of work."""

from domain.tickets.assign import assign_ticket, unassign_ticket
from domain.tickets.bulk import bulk_update_tickets
from domain.tickets.closing import close_if_still_resolved, close_ticket, resolve_ticket
from domain.tickets.comments import create_comment, delete_comment, update_comment
from domain.tickets.create import create_ticket, queue_triage
from domain.tickets.delete import delete_ticket
from domain.tickets.inputs import BulkPolicy, BulkResult, NewTicket, TicketChanges
from domain.tickets.placing import place_ticket
from domain.tickets.rate import rate_ticket
from domain.tickets.reopen import reopen_ticket
from domain.tickets.rows import load_ticket, lock_ticket
from domain.tickets.triaged import apply_triage, is_human_choice
from domain.tickets.update import update_ticket

__all__ = [
    "BulkPolicy",
    "BulkResult",
    "NewTicket",
    "TicketChanges",
    "apply_triage",
    "assign_ticket",
    "bulk_update_tickets",
    "close_if_still_resolved",
    "close_ticket",
    "create_comment",
    "create_ticket",
    "delete_comment",
    "delete_ticket",
    "is_human_choice",
    "load_ticket",
    "lock_ticket",
    "place_ticket",
    "queue_triage",
    "rate_ticket",
    "reopen_ticket",
    "resolve_ticket",
    "unassign_ticket",
    "update_comment",
    "update_ticket",
]
