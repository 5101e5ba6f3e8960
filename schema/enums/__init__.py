"""The desk's enumerations, with a description for each value."""

from schema.enums import tickets, triage, work
from schema.enums.access import OrderDirection, SessionTransport
from schema.enums.describing import describe

__all__ = ["OrderDirection", "SessionTransport", "describe", "tickets", "triage", "work"]
