"""`deskwire rotate-master-key`: the kept API keys under another master key."""

import secrets

from pydantic import SecretStr

from api.server import only_server
from domain.actors import SYSTEM
from domain.providers.rotation import rewrite_keys
from domain.settings import MASTER_KEY_FILE, Mode, Settings, write_master_keys
from domain.unit_of_work import transact


def keeps_its_own_key(settings: Settings) -> bool:
    """Whether the master key is the one in the data folder, and nobody else's to exchange."""
    file = settings.data_dir / MASTER_KEY_FILE
    key = settings.master_key.get_secret_value()
    return (
        settings.mode is Mode.EMBEDDED and file.exists() and file.read_text().split()[:1] == [key]
    )


async def rotate_given_key(settings: Settings) -> int:
    """Rewrite what DESKWIRE_OLD_MASTER_KEY has written under DESKWIRE_MASTER_KEY."""
    return await transact(rewrite_keys, SYSTEM, settings)


async def rotate_own_key(settings: Settings) -> int:
    """Make a new master key for an embedded desk; raises AlreadyServing while it runs.

    Both keys are in the file until all is rewritten, so that a crash loses nothing.
    """
    with only_server(settings.data_dir):
        await transact(rewrite_keys, SYSTEM, settings)  # what an interrupted one has left
        before, new = settings.master_key.get_secret_value(), secrets.token_hex(32)
        write_master_keys(settings.data_dir, new, before)
        both = {"master_key": SecretStr(new), "old_master_key": SecretStr(before)}
        count = await transact(rewrite_keys, SYSTEM, settings.model_copy(update=both))
        write_master_keys(settings.data_dir, new)
    return count
