"""`deskwire doctor`: is everything outside this process there, and what to do if not.

Asks each service itself, with short time-outs, by the plain client libraries; changes
nothing and sends no mail.
"""

import asyncio
import shutil
import stat
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from tortoise.connection import get_connection
from tortoise.exceptions import DBConnectionError, OperationalError

from api.commands.doctor_services import check_redis, check_smtp
from api.commands.findings import Check, failed, fine
from domain import clock
from domain.database import close_database, dialect, is_sqlite, open_database
from domain.database.pending import missing_migrations
from domain.ports import ModelTester
from domain.providers.probing import ProviderTest, is_ok, try_providers
from domain.providers.rotation import unreadable_providers
from domain.settings import MINIMUM_SECRET_LENGTH, Mode, Settings

LIMIT_S: Final = 15.0
MAX_SKEW_S: Final = 5.0
MIN_FREE_BYTES: Final = 500 * 1024 * 1024
MIN_DISTINCT: Final = 10


@dataclass(frozen=True, slots=True)
class _Look:
    name: str
    work: Callable[[Settings], Awaitable[list[Check]]]


async def diagnose(settings: Settings, tester: ModelTester | None = None) -> list[Check]:
    """Every check, in the order in which to mend what fails. Opens and closes the database.

    `tester` asks the providers that were entered in the product, each for one small answer.
    """
    looks = (
        _Look("settings", _settings),
        _Look("secret", _secret),
        _Look("public URL", _public_url),
        _Look("disk", _disk),
        _Look("database", _database),
        _Look("Redis", check_redis),
        _Look("mail", check_smtp),
        _Look("language model", partial(_language_models, tester=tester)),
    )
    found = []
    for look in looks:
        found += await _within_limit(look, settings)
    return found


async def _within_limit(look: _Look, settings: Settings) -> list[Check]:
    try:
        async with asyncio.timeout(LIMIT_S):
            return await look.work(settings)
    except TimeoutError:
        advice = "Is the host right, and does a firewall swallow the connection?"
        return [failed(look.name, f"No answer within {LIMIT_S:g} s.", advice)]
    except Exception as error:
        detail = f"{type(error).__name__}: {error}".splitlines()[0]
        return [failed(look.name, detail, "This is unexpected: see the message.")]


async def _settings(settings: Settings) -> list[Check]:
    refusals = settings.refusals()
    if not refusals:
        return [fine("settings", f"Nothing speaks against serving ({settings.mode.value}).")]
    advice = "Set it in the environment or in .env; .env.example explains each setting."
    return [failed("settings", refusal, advice) for refusal in refusals]


async def _secret(settings: Settings) -> list[Check]:
    secret = settings.secret.get_secret_value()
    file = settings.data_dir / "secret"
    if len(secret) < MINIMUM_SECRET_LENGTH:
        if settings.mode is Mode.PRODUCTION or secret:
            return []  # said by the check of the settings
        return [fine("secret", "Made on the first start, and kept in the data folder.")]
    if len(set(secret)) < MIN_DISTINCT:
        advice = "Make one with `openssl rand -hex 32`; everybody must sign in again."
        return [failed("secret", "It is long but easy to guess.", advice)]
    if settings.mode is Mode.EMBEDDED and file.exists() and _is_readable_by_others(file):
        advice = f"chmod 600 {file}"
        return [failed("secret", f"{file} can be read by other users.", advice)]
    return [fine("secret", "Set.")]


async def _public_url(settings: Settings) -> list[Check]:
    url = settings.effective_public_url
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        advice = "Set DESKWIRE_PUBLIC_URL to an address such as https://desk.example.org."
        return [failed("public URL", f"{url} is no address for a browser.", advice)]
    is_local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if settings.mode is Mode.PRODUCTION and parts.scheme != "https" and not is_local:
        advice = "Serve over HTTPS: browsers send the sign-in cookie to nothing else."
        return [failed("public URL", f"{url} is not encrypted.", advice)]
    return [fine("public URL", url)]


async def _language_models(settings: Settings, tester: ModelTester | None) -> list[Check]:
    """The providers of the product, or what the environment names where there are none."""
    if tester is not None and (tried := await _try_providers(settings, tester)):
        return [_of_provider(name, found) for name, found in tried]
    from api.commands.doctor_llm import check_llm

    return await check_llm(settings)


async def _try_providers(
    settings: Settings, tester: ModelTester
) -> list[tuple[str, ProviderTest | None]]:
    """None where the database cannot tell: its own check says why."""
    url = settings.effective_database_url
    if _lacks_file(url):
        return []
    try:
        await open_database(url, pool_size=2)
        return await try_providers(tester, settings)
    except (DBConnectionError, OperationalError, OSError):
        return []
    finally:
        await close_database()


def _of_provider(name: str, found: ProviderTest | None) -> Check:
    check = f"provider {name}"
    if found is None:
        return failed(check, "No master key reads its API key.", "Give the API key again.")
    if found.is_ok:
        return fine(check, "Its models answer.")
    detail = next(one.detail for one in (found.triage, found.answer) if not is_ok(one))
    return failed(check, detail, "Correct it under Settings, AI. Until then the next one is asked.")


async def _disk(settings: Settings) -> list[Check]:
    folder = settings.data_dir.resolve()
    place = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    amount = f"{free / 2**30:,.1f} GiB free in {folder}"
    if not _is_writable(place):
        advice = f"Let this user write to {place}, or set DESKWIRE_DATA_DIR to another folder."
        return [failed("disk", f"{place} cannot be written to.", advice)]
    if free < MIN_FREE_BYTES:
        advice = "Make room: without any, tickets are refused."
        return [failed("disk", f"Only {amount}.", advice)]
    return [fine("disk", f"{amount}.")]


async def _database(settings: Settings) -> list[Check]:
    url = settings.effective_database_url
    if _lacks_file(url):
        return [failed("database", "There is none yet.", "Run `deskwire migrate`.")]
    try:
        await open_database(url, pool_size=2)
        return await _look_into_database(settings)
    except Exception as error:
        detail = f"It cannot be reached: {str(error).splitlines()[0] if str(error) else error!r}"
        advice = (
            "Is DATABASE_URL right (host, port, user, password, name), and does the server run?"
        )
        return [failed("database", detail, advice)]
    finally:
        await close_database()


async def _look_into_database(settings: Settings) -> list[Check]:
    connection = get_connection("default")
    if dialect() == "sqlite":
        rows = await connection.execute_query_dict("SELECT sqlite_version() AS version")
        checks = [fine("database", f"SQLite {rows[0]['version']} answers.")]
    else:
        asked = clock.now()
        rows = await connection.execute_query_dict(
            "SELECT clock_timestamp() AS now, current_setting('server_version') AS version,"
            " current_setting('server_version_num')::int AS number"
        )
        checks = [_version(rows[0]["version"], rows[0]["number"])]
        middle = asked + (clock.now() - asked) / 2
        checks.append(_skew(abs((rows[0]["now"] - middle).total_seconds())))
    missing = await missing_migrations()
    if missing:
        detail = f"{len(missing)} not applied: {', '.join(missing)}."
        return [*checks, failed("migrations", detail, "Run `deskwire migrate`.")]
    return [*checks, fine("migrations", "All applied."), *await _kept_keys(settings)]


async def _kept_keys(settings: Settings) -> list[Check]:
    names = await unreadable_providers(settings)
    if not names:
        return []
    detail = f"No master key reads the API keys of {', '.join(names)}."
    advice = "Set DESKWIRE_MASTER_KEY to the one that was used, or give the API keys again."
    return [failed("kept keys", detail, advice)]


def _version(version: str, number: int) -> Check:
    if number < 150_000:
        advice = "Upgrade the server to PostgreSQL 15 or newer."
        return failed("database", f"PostgreSQL {version} is too old.", advice)
    return fine("database", f"PostgreSQL {version} answers.")


def _skew(seconds: float) -> Check:
    if seconds > MAX_SKEW_S:
        advice = "Let both machines follow a time server (NTP)."
        detail = f"This clock and the database's differ by {seconds:.1f} s."
        return failed("clock", detail, advice)
    return fine("clock", f"{seconds * 1000:.0f} ms from the database's.")


def _lacks_file(url: str) -> bool:
    """Opening an SQLite database that is not there would make it."""
    return is_sqlite(url) and not Path(unquote(urlsplit(url).path)).exists()


def _is_readable_by_others(file: Path) -> bool:
    return bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
