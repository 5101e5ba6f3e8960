"""The one clock; every date in the system is UTC with its zone."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
