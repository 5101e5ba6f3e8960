"""How much the language models may cost in a day and in a month (UTC)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tortoise.functions import Sum

from domain import limits
from domain.desk_settings import set_setting
from domain.errors import ErrorCode, invalid
from domain.models import LlmDay, Setting
from domain.policy import require_admin
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType

LLM: Final = "llm"
DAILY: Final = "llm_daily_budget"
MONTHLY: Final = "llm_monthly_budget"


@dataclass(frozen=True, slots=True)
class Budget:
    """Micro-dollars; None is no limit. What is reserved may or may not become spent."""

    daily_micros: int | None
    monthly_micros: int | None
    spent_today_micros: int
    spent_this_month_micros: int
    reserved_today_micros: int
    reserved_this_month_micros: int

    def refusal(self) -> str | None:
        """Why nothing more may be spent, counting what is reserved as spent."""
        today = self.spent_today_micros + self.reserved_today_micros
        month = self.spent_this_month_micros + self.reserved_this_month_micros
        if self.daily_micros is not None and today > self.daily_micros:
            return "The daily budget for language models is spent."
        if self.monthly_micros is not None and month > self.monthly_micros:
            return "The monthly budget for language models is spent."
        return None


@dataclass(frozen=True, slots=True)
class Limits:
    """Micro-dollars; None is no limit."""

    daily_micros: int | None
    monthly_micros: int | None

    @property
    def are_none(self) -> bool:
        return self.daily_micros is None and self.monthly_micros is None


def limits_of(settings: Mapping[str, Any]) -> Limits:
    """From the desk's settings by their keys."""
    return Limits(settings.get(DAILY), settings.get(MONTHLY))


async def set_budget(
    uow: UnitOfWork,
    daily_micros: int | UnsetType | None = UNSET,
    monthly_micros: int | UnsetType | None = UNSET,
) -> Budget:
    """Change what is given; None takes the limit away."""
    require_admin(uow.actor)
    given = ((DAILY, "dailyMicros", daily_micros), (MONTHLY, "monthlyMicros", monthly_micros))
    for key, name, value in given:
        if value is UNSET:
            continue
        if value is not None and not 0 <= value <= limits.MAX_MICROS:
            message = f"From 0 to {limits.MAX_MICROS:,}, or null for no limit."
            raise invalid(message, name, code=ErrorCode.OUT_OF_RANGE)
        await set_setting(uow, LLM, key, value)
    return await load_budget(uow.now, uow)


async def load_budget(now: datetime, uow: UnitOfWork | None = None) -> Budget:
    """Limits and sums as they stand; inside `uow` as that transaction sees them."""
    db = uow.db if uow else None
    rows = await Setting.filter(key__in=(DAILY, MONTHLY)).using_db(db)
    given = limits_of({row.key: row.value for row in rows})
    today, month = f"{now:%Y-%m-%d}", f"{now:%Y-%m-}"
    days = LlmDay.filter(day__startswith=month).using_db(db)
    [sums] = await days.annotate(spent=Sum("spent_micros"), reserved=Sum("reserved_micros")).values(
        "spent", "reserved"
    )
    day = await LlmDay.get_or_none(day=today, using_db=db)
    return Budget(
        daily_micros=given.daily_micros,
        monthly_micros=given.monthly_micros,
        spent_today_micros=day.spent_micros if day else 0,
        spent_this_month_micros=int(sums["spent"] or 0),
        reserved_today_micros=day.reserved_micros if day else 0,
        reserved_this_month_micros=int(sums["reserved"] or 0),
    )
