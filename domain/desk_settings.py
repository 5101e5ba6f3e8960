"""The settings that domain functions need wherever they run, kept where all processes look."""

from typing import Any

from domain.database.statements import alone
from domain.events import Change, NewEvent
from domain.models import Setting
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, SubjectType

AUTO_CLOSE_DAYS = "auto_close_days"


async def adopt_settings(uow: UnitOfWork, settings: Settings) -> None:
    """Write this process's settings into the desk; called when a server or worker starts."""
    await Setting.update_or_create(
        key=AUTO_CLOSE_DAYS,
        defaults={"value": settings.auto_close_days, "updated_at": uow.now},
        using_db=uow.db,
    )


async def auto_close_days(uow: UnitOfWork) -> int:
    """After how many days a resolved ticket closes by itself."""
    with alone(uow.db):
        setting = await Setting.get_or_none(key=AUTO_CLOSE_DAYS, using_db=uow.db)
    return int(
        Settings.model_fields["auto_close_days"].default if setting is None else setting.value
    )


async def set_setting(uow: UnitOfWork, subject: str, key: str, value: Any) -> None:
    """Keep an admin's choice and record SETTINGS_CHANGED about `subject`; None takes it back."""
    row = await Setting.get_or_none(key=key, using_db=uow.db)
    before = row.value if row else None
    if before == value:
        return
    if value is None:
        await Setting.filter(key=key).using_db(uow.db).delete()
    else:
        defaults = {"value": value, "updated_at": uow.now}
        await Setting.update_or_create(key=key, defaults=defaults, using_db=uow.db)
    change = Change(key, before, value)
    uow.record(
        NewEvent(EventKind.SETTINGS_CHANGED, SubjectType.SETTINGS, subject, changes=(change,))
    )
