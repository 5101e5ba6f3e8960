"""`deskwire rotate-master-key` on an embedded desk: its own key, exchanged and never lost."""

import shutil
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.commands.rotate_master_key import keeps_its_own_key, rotate_own_key
from api.server import AlreadyServing, only_server
from domain.database import close_database, open_database
from domain.models import Provider
from domain.providers import NewProvider, create_provider
from domain.providers.keyring import Keyring, KeyUnreadable
from domain.settings import MASTER_KEY_FILE, Settings, with_embedded_secret, write_master_keys
from domain.unit_of_work import transact
from domain.vocabulary import ProviderPreset
from tests.domain.factories import open_desk

KEY = "zqsecretkey9"


def load(folder: Path) -> Settings:
    return with_embedded_secret(Settings(_env_file=None, data_dir=folder))


@pytest.fixture
async def folder(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Path]:
    """An embedded desk's data folder, with one provider."""
    shutil.copyfile(sqlite_template, tmp_path / "deskwire.db")
    settings = load(tmp_path)
    await open_database(settings.effective_database_url)
    desk = await open_desk()
    new = NewProvider("Ours", ProviderPreset.OPENAI, "sorter", api_key=KEY)
    await transact(create_provider, desk.admin, new, settings)
    yield tmp_path
    await close_database()


async def read(settings: Settings) -> str:
    row = await Provider.get()
    return Keyring.of(settings).decrypt(row.encrypted_key or "", row.id)


async def test_the_key_is_made_once_and_only_its_owner_reads_it(folder: Path) -> None:
    file = folder / MASTER_KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(folder).master_key == load(folder).master_key
    assert keeps_its_own_key(load(folder))
    assert not keeps_its_own_key(
        load(folder).model_copy(update={"master_key": load(folder).secret})
    )


async def test_after_the_exchange_only_the_new_key_reads(folder: Path) -> None:
    before = load(folder)
    assert await rotate_own_key(before) == 1
    after = load(folder)
    assert await read(after) == KEY
    assert after.old_master_key.get_secret_value() == ""
    with pytest.raises(KeyUnreadable):
        await read(before)
    assert stat.S_IMODE((folder / MASTER_KEY_FILE).stat().st_mode) == 0o600


async def test_an_interrupted_exchange_loses_nothing_and_is_ended_by_the_next(
    folder: Path,
) -> None:
    present = load(folder).master_key.get_secret_value()
    write_master_keys(folder, "n" * 64, present)
    assert await read(load(folder)) == KEY
    assert await rotate_own_key(load(folder)) == 1
    assert await read(load(folder)) == KEY
    assert len((folder / MASTER_KEY_FILE).read_text().split()) == 1


async def test_a_running_desk_keeps_its_key(folder: Path) -> None:
    with only_server(folder), pytest.raises(AlreadyServing):
        await rotate_own_key(load(folder))
    assert await read(load(folder)) == KEY
