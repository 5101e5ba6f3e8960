"""The doctor: what is broken is found, each with what to do about it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.commands import doctor
from api.commands.doctor import diagnose
from api.commands.findings import Check
from domain import clock
from domain.database import close_database, migrate
from domain.providers.keyring import Keyring
from domain.settings import Settings
from jobs.adapters.llm_probe import ModelProbe
from tests.api.edge_fixtures import serve
from tests.fake_llm import fails, fake_model, says
from tests.jobs.llm_desk import KEY, add_provider, llm_settings
from tests.servers.postgres import PostgresServer

SECRET = "0123456789abcdef" * 4


def settings_for(tmp_path: Path, **given: Any) -> Settings:
    return Settings(**{"data_dir": tmp_path, **given})


async def ask(settings: Settings) -> dict[str, Check]:
    """The checks by name; every one that failed says what to do."""
    checks = await diagnose(settings)
    assert all(check.detail for check in checks)
    assert all(check.advice for check in checks if not check.ok)
    return {check.name: check for check in checks}


async def test_a_desk_in_order_passes_every_check(database_url: str, tmp_path: Path) -> None:
    checks = await ask(settings_for(tmp_path, database_url=database_url, public_url="https://d.org",
                                    secret=SECRET, redis_url="redis://127.0.0.1:1"))  # fmt: skip
    failed = [name for name, check in checks.items() if not check.ok]
    assert failed == ["Redis"]
    assert {"settings", "secret", "public URL", "disk", "database", "migrations"} <= set(checks)


async def test_a_new_embedded_desk_lacks_only_its_database(tmp_path: Path) -> None:
    checks = await ask(settings_for(tmp_path))
    assert [name for name, check in checks.items() if not check.ok] == ["database"]
    assert "deskwire migrate" in checks["database"].advice
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def empty_database(postgres_server: PostgresServer) -> Iterator[str]:
    url = postgres_server.create_empty_database()
    yield url
    postgres_server.drop_database(url)


async def test_a_database_without_migrations_is_found(empty_database: str, tmp_path: Path) -> None:
    checks = await ask(settings_for(tmp_path, database_url=empty_database))
    assert checks["database"].ok
    assert "0001_initial" in checks["migrations"].detail
    assert "deskwire migrate" in checks["migrations"].advice


async def test_an_unreachable_database_is_found(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    url = f"postgres://desk:canary@127.0.0.1:{free_port()}/desk"
    checks = await ask(settings_for(tmp_path, database_url=url))
    assert not checks["database"].ok
    assert "DATABASE_URL" in checks["database"].advice
    assert "canary" not in str(checks)


async def test_an_embedded_database_in_a_folder_with_odd_letters_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "Büro 100%25"
    folder.mkdir()
    settings = settings_for(folder)
    await migrate(settings.effective_database_url)
    checks = await ask(settings)
    assert checks["migrations"].ok


@pytest.mark.parametrize("dialect", ["postgres"])
async def test_a_clock_that_is_wrong_is_found(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    right = clock.now
    monkeypatch.setattr(doctor.clock, "now", lambda: right() - timedelta(minutes=3))
    checks = await ask(settings_for(tmp_path, database_url=database_url))
    assert not checks["clock"].ok
    assert "180" in checks["clock"].detail


async def test_what_would_refuse_to_serve_is_told(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, database_url="postgres://127.0.0.1:1/x")
    found = [check for check in await diagnose(settings) if check.name == "settings"]
    assert [check.detail for check in found] == settings.refusals()
    assert len(found) >= 3


@pytest.mark.parametrize(
    ("given", "ok"),
    [({"secret": "a" * 64}, False), ({"secret": SECRET}, True), ({}, True)],
)
async def test_a_secret_that_is_easy_to_guess_is_found(
    tmp_path: Path, given: dict[str, str], ok: bool
) -> None:
    assert (await ask(settings_for(tmp_path, **given)))["secret"].ok is ok


async def test_a_secret_that_others_can_read_is_found(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o644)
    checks = await ask(settings_for(tmp_path, secret=SECRET))
    assert checks["secret"].advice == f"chmod 600 {file}"
    file.chmod(0o600)
    assert (await ask(settings_for(tmp_path, secret=SECRET)))["secret"].ok


@pytest.mark.parametrize(
    ("url", "ok"),
    [("https://desk.example.org", True), ("http://127.0.0.1:8000", True), ("", True),
     ("desk.example.org", False), ("ftp://desk", False), ("http://desk.example.org", False)],
)  # fmt: skip
async def test_the_public_url_must_be_one_that_people_can_open(
    tmp_path: Path, url: str, ok: bool
) -> None:
    settings = settings_for(tmp_path, public_url=url, database_url="postgres://127.0.0.1:1/x")
    assert (await ask(settings))["public URL"].ok is ok


async def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MIN_FREE_BYTES", 2**62)
    checks = await ask(settings_for(tmp_path))
    assert not checks["disk"].ok
    assert checks["disk"].detail.startswith("Only ")


async def test_a_folder_that_cannot_be_written_to_is_found() -> None:
    checks = await ask(settings_for(Path("/proc/deskwire")))
    assert not checks["disk"].ok
    assert "DESKWIRE_DATA_DIR" in checks["disk"].advice


async def test_redis_is_asked(redis_url: str, tmp_path: Path) -> None:
    checks = await ask(settings_for(tmp_path, redis_url=redis_url))
    assert checks["Redis"].ok
    assert "answers" in checks["Redis"].detail


@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1:1", "http://127.0.0.1", "redis://x:y@127.0.0.1:1"]
)
async def test_an_unreachable_redis_is_found(url: str, tmp_path: Path) -> None:
    checks = await ask(settings_for(tmp_path, redis_url=url))
    assert not checks["Redis"].ok
    assert "REDIS_URL" in checks["Redis"].advice


class Mailbox:
    """Counts mails: the doctor sends none."""

    def __init__(self) -> None:
        self.mails = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails += 1
        return "250 OK"


def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data.password == b"right", handled=False)


@pytest.fixture
async def smtp(free_port: Callable[[], int]) -> AsyncIterator[tuple[int, Mailbox]]:
    mailbox = Mailbox()
    controller = Controller(
        mailbox, hostname="127.0.0.1", port=free_port(), authenticator=authenticate,
        auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    yield controller.port, mailbox
    await asyncio.to_thread(controller.stop)


async def test_a_mail_server_is_greeted_and_gets_no_mail(
    smtp: tuple[int, Mailbox], tmp_path: Path
) -> None:
    port, mailbox = smtp
    given = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_starttls": False}
    checks = await ask(settings_for(tmp_path, **given))
    assert checks["mail"].ok, checks["mail"]
    signed_in = await ask(
        settings_for(tmp_path, **given, smtp_username="desk", smtp_password="right")
    )
    assert "signed in as desk" in signed_in["mail"].detail
    assert mailbox.mails == 0


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (
            {"smtp_starttls": False, "smtp_username": "desk", "smtp_password": "canary"},
            "SMTP_PASSWORD",
        ),
        ({"smtp_starttls": True}, "DESKWIRE_SMTP_STARTTLS=false"),
        ({"smtp_tls": True}, "SMTP_TLS"),
    ],
)
async def test_trouble_with_the_mail_server_is_told_apart(
    smtp: tuple[int, Mailbox], tmp_path: Path, given: dict[str, Any], advice: str
) -> None:
    settings = settings_for(tmp_path, smtp_host="127.0.0.1", smtp_port=smtp[0], **given)
    check = (await ask(settings))["mail"]
    assert not check.ok
    assert advice in check.advice
    assert "canary" not in check.detail


async def test_an_unreachable_mail_server_is_found(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    settings = settings_for(tmp_path, smtp_host="127.0.0.1", smtp_port=free_port())
    assert "DESKWIRE_SMTP_HOST" in (await ask(settings))["mail"].advice


@asynccontextmanager
async def model_server(*, has_list: bool = True, status: int = 200) -> AsyncIterator[str]:
    """An endpoint with one model, for the key `right`."""

    async def models(request: Request) -> Response:
        if not has_list:
            return JSONResponse({"error": {"message": "none here"}}, 404)
        if request.headers["authorization"] != "Bearer right":
            return JSONResponse({"error": {"message": "who?"}}, 401)
        return JSONResponse({"object": "list", "data": [{"id": "small", "object": "model"}]})

    async def complete(request: Request) -> Response:
        if request.headers["authorization"] != "Bearer right":
            return JSONResponse({"error": {"message": "who?"}}, 401)
        if status != 200 or (await request.json())["model"] != "small":
            return JSONResponse({"error": {"message": "no"}}, status if status != 200 else 404)
        message = {"role": "assistant", "content": "yes"}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return JSONResponse({"id": "1", "object": "chat.completion", "created": 1,
                             "model": "small", "choices": [choice]})  # fmt: skip

    app = Starlette(routes=[
        Route("/v1/models", models), Route("/v1/chat/completions", complete, methods=["POST"]),
    ])  # fmt: skip
    async with serve(app) as place:
        yield f"http://{place}/v1"


@pytest.mark.parametrize(
    ("server", "key", "model", "advice"),
    [({}, "right", "small", None), ({"has_list": False}, "right", "small", None),
     ({}, "wrong", "small", "LLM_API_KEY"), ({"has_list": False}, "wrong", "small", "LLM_API_KEY"),
     ({}, "right", "large", "LLM_MODEL"), ({"has_list": False}, "right", "large", "LLM_MODEL"),
     ({"has_list": False, "status": 429}, "right", "small", "quota")],
)  # fmt: skip
async def test_the_language_model_is_asked(
    tmp_path: Path, server: dict[str, Any], key: str, model: str, advice: str | None
) -> None:
    async with model_server(**server) as url:
        settings = settings_for(tmp_path, llm_base_url=url, llm_api_key=key, llm_model=model)
        check = (await ask(settings))["language model"]
    assert check.ok is (advice is None), check
    assert (advice or "") in check.advice
    assert key not in check.detail + check.advice


async def test_an_unreachable_language_model_is_found(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    settings = settings_for(tmp_path, llm_base_url=f"http://127.0.0.1:{free_port()}/v1")
    assert "DESKWIRE_LLM_BASE_URL" in (await ask(settings))["language model"].advice


async def test_a_service_that_never_answers_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LIMIT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        checks = await ask(settings_for(tmp_path, smtp_host="127.0.0.1", smtp_port=port))
    assert "No answer" in checks["mail"].detail
    assert checks["language model"].ok


async def test_the_providers_of_the_product_are_tried_each_by_itself(
    database_url: str, db: str
) -> None:
    async with fake_model() as good, fake_model() as bad:
        good.script(says({"ready": True}))
        bad.script(fails(401))
        await add_provider(good, "Good")
        await add_provider(bad, "Bad")
        await add_provider(bad, "Off", is_enabled=False)
        await add_provider(good, "Sealed", encrypted_key=Keyring(["x" * 40]).encrypt("k", "prv"))
        await close_database()
        probe = ModelProbe()
        settings = llm_settings(database_url=database_url, llm_private_addresses=True)
        found = await diagnose(settings, probe)
        await probe.close()
    checks = {check.name: check for check in found}
    names = [name for name in checks if name.startswith("provider")]
    assert names == ["provider Good", "provider Bad", "provider Sealed"]
    assert "language model" not in checks
    assert checks["provider Good"].ok
    assert not checks["provider Bad"].ok
    assert "key" in checks["provider Bad"].detail
    assert "Give the API key again" in checks["provider Sealed"].advice
    assert KEY not in str(checks)
