"""Which tickets and which days a figure is about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from domain import clock
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode
from domain.filters import Filter
from domain.policy import require_staff
from domain.ticket_filters import filter_tickets

MAX_DAYS = 400


@dataclass(frozen=True, slots=True)
class StatsScope:
    """Tickets that `condition` finds, on the calendar days from `first` to `last` inclusive."""

    first: date
    last: date
    zone: ZoneInfo
    condition: Q

    @property
    def day_count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.day_count)]

    @property
    def boundaries(self) -> list[datetime]:
        """When each day begins, and at the end when the last one is over; in UTC."""
        return [start_of_day(day, self.zone) for day in [*self.days, self.last + timedelta(1)]]

    @property
    def start(self) -> datetime:
        return start_of_day(self.first, self.zone)

    @property
    def end(self) -> datetime:
        return start_of_day(self.last + timedelta(days=1), self.zone)


def stats_scope(
    actor: Actor, first: date, last: date, time_zone: str = "UTC", filter: Filter | None = None
) -> StatsScope:
    """The scope of all figures of one request; staff only.

    Raises AccessError, and DomainError INVALID (zone), OUT_OF_RANGE (days) or any of a
    filter's.
    """
    require_staff(actor)
    zone = parse_zone(time_zone)
    if not date(1970, 1, 2) <= first <= last <= date(2999, 12, 31):
        raise _bad_range("The range begins in 1970 at the earliest and ends after its start.")
    if (last - first).days >= MAX_DAYS:
        raise _bad_range(f"The range has at most {MAX_DAYS} days.")
    return StatsScope(first, last, zone, filter_tickets(filter, actor))


def today_in(zone: ZoneInfo) -> date:
    return clock.now().astimezone(zone).date()


def parse_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        message = "There is no such time zone; use a name such as Europe/Berlin."
        raise DomainError(ErrorCode.INVALID, message, ("timeZone",)) from None


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of `day`, in UTC.

    Where clocks skip midnight the day begins when they are set forward, which is what
    Python makes of the midnight that is missing (PEP 495, fold 0).
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _bad_range(message: str) -> DomainError:
    return DomainError(ErrorCode.OUT_OF_RANGE, message, ("range",))
