"""Exchanging the master key: every kept key written anew under the current one."""

from domain.models import Provider
from domain.providers.keyring import Keyring, KeyUnreadable
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork


async def rewrite_keys(uow: UnitOfWork, settings: Settings) -> int:
    """All or none; returns how many were not under the current key. Raises KeyUnreadable."""
    keyring = Keyring.of(settings)
    rows = Provider.filter(encrypted_key__not_isnull=True).using_db(uow.db).select_for_update()
    count = 0
    for row in await rows:
        kept = row.encrypted_key or ""
        if keyring.is_current(kept):
            continue
        try:
            key = keyring.decrypt(kept, row.id)
        except KeyUnreadable as error:
            raise KeyUnreadable(f"The key of {row.name} cannot be read: {error}.") from None
        row.encrypted_key = keyring.encrypt(key, row.id)
        await row.save(using_db=uow.db, update_fields=("encrypted_key",))
        count += 1
    return count


async def unreadable_providers(settings: Settings) -> list[str]:
    """The names of providers whose key no master key at hand reads."""
    keyring, names = Keyring.of(settings), []
    for row in await Provider.filter(encrypted_key__not_isnull=True).order_by("position", "id"):
        try:
            keyring.decrypt(row.encrypted_key or "", row.id)
        except KeyUnreadable:
            names.append(row.name)
    return names
