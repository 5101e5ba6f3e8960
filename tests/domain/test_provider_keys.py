"""API keys at rest, and the exchange of the master key."""

import pytest
from pydantic import SecretStr

from domain.actors import SYSTEM
from domain.models import Provider
from domain.providers import NewProvider, create_provider
from domain.providers.keyring import Keyring, KeyUnreadable
from domain.providers.rotation import rewrite_keys, unreadable_providers
from domain.settings import Settings
from domain.unit_of_work import transact
from domain.vocabulary import ProviderPreset
from tests.domain.factories import open_desk

FIRST, SECOND = "a" * 40, "b" * 40
KEY = "sk-zqsecret-0123456789"


def settings(master_key: str = FIRST, old_master_key: str = "") -> Settings:
    keys = {"master_key": SecretStr(master_key), "old_master_key": SecretStr(old_master_key)}
    return Settings(_env_file=None, **keys)


def test_a_key_comes_back_only_with_its_master_key_and_for_its_row() -> None:
    kept = Keyring([FIRST]).encrypt(KEY, "prv_1")
    assert KEY not in kept
    assert Keyring([SECOND, FIRST]).decrypt(kept, "prv_1") == KEY
    for keyring, row_id in ((Keyring([SECOND]), "prv_1"), (Keyring([FIRST]), "prv_2")):
        with pytest.raises(KeyUnreadable):
            keyring.decrypt(kept, row_id)


def test_the_same_key_is_never_kept_in_the_same_words() -> None:
    keyring = Keyring([FIRST])
    assert keyring.encrypt(KEY, "prv_1") != keyring.encrypt(KEY, "prv_1")


@pytest.mark.parametrize("place", [0, 3, 14, 30, -1])
def test_a_damaged_key_is_unreadable_and_no_fault(place: int) -> None:
    kept = Keyring([FIRST]).encrypt(KEY, "prv_1")
    place %= len(kept)
    damaged = kept[:place] + ("x" if kept[place] != "x" else "y") + kept[place + 1 :]
    with pytest.raises(KeyUnreadable):
        Keyring([FIRST]).decrypt(damaged, "prv_1")


@pytest.mark.parametrize("kept", ["", "v1", "v1..", "v2.x.y", "v1." + "0" * 8 + ".not base64!"])
def test_nonsense_is_unreadable_and_no_fault(kept: str) -> None:
    with pytest.raises(KeyUnreadable):
        Keyring([FIRST]).decrypt(kept, "prv_1")


async def make_provider(name: str, master_key: str = FIRST) -> Provider:
    desk_admin = (await open_desk()).admin if not await Provider.exists() else SYSTEM
    new = NewProvider(name, ProviderPreset.OPENAI, "sorter", api_key=KEY)
    if desk_admin is SYSTEM:
        row = await Provider.all().first()
        assert row is not None
        copy = Provider(**{**dict(row), "id": f"prv_{name}", "name": name})
        copy.encrypted_key = Keyring([master_key]).encrypt(KEY, copy.id)
        await copy.save(force_create=True)
        return copy
    return await transact(create_provider, desk_admin, new, settings(master_key))


async def test_all_keys_come_under_the_new_master_key(db: str) -> None:
    await make_provider("one")
    await make_provider("two", SECOND)
    both = settings(SECOND, FIRST)
    assert await transact(rewrite_keys, SYSTEM, both) == 1
    assert await transact(rewrite_keys, SYSTEM, both) == 0
    alone = Keyring.of(settings(SECOND))
    for row in await Provider.all():
        assert alone.decrypt(row.encrypted_key or "", row.id) == KEY


async def test_a_rotation_that_cannot_read_one_key_changes_none(db: str) -> None:
    await make_provider("one")
    await make_provider("two", "c" * 40)
    before = {row.id: row.encrypted_key for row in await Provider.all()}
    with pytest.raises(KeyUnreadable, match="two"):
        await transact(rewrite_keys, SYSTEM, settings(SECOND, FIRST))
    assert {row.id: row.encrypted_key for row in await Provider.all()} == before
    assert await unreadable_providers(settings(SECOND, FIRST)) == ["two"]
