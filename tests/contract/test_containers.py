"""No container engine runs in the tests, so the container files are held against the code."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import AliasChoices

from domain.settings import Mode, Settings
from tests.contract.containers import (
    ROOT,
    VARIABLE,
    Stage,
    interpolate,
    read_compose,
    read_dockerfile,
)

STAGES = read_dockerfile()
FINAL = STAGES[-1]
COMPOSE = read_compose()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: it for name, it in SERVICES.items() if it["image"] == "deskwire"}
APIS = {name: it for name, it in OURS.items() if it["command"] == ["serve"]}
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
SECRETS = {"DESKWIRE_SECRET": "s" * 64, "POSTGRES_PASSWORD": "p" * 48}


def commands() -> set[str]:
    from api.cli import app

    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return set(group.commands)


def known_variables() -> set[str]:
    names: set[str] = set()
    for name, it in Settings.model_fields.items():
        alias = it.validation_alias
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias] if alias else []
        names.update(str(choice) for choice in choices if str(choice).isupper())
        if not choices:
            names.add(f"DESKWIRE_{name.upper()}")
    return names


def default_port() -> str:
    return str(Settings.model_fields["port"].default)


def paths_served() -> str:
    return "".join(file.read_text() for file in (ROOT / "api").rglob("*.py"))


def test_the_image_runs_a_command_that_the_package_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert FINAL.command("ENTRYPOINT") == list(project["scripts"])
    assert FINAL.command("CMD")[0] in commands()


def test_the_image_does_not_run_as_root() -> None:
    (user,) = FINAL.arguments("USER")
    assert user not in {"root", "0"}
    assert any(re.search(rf"useradd .*\b{user}\b", text) for text in FINAL.arguments("RUN"))


def test_the_image_listens_where_it_says_and_is_asked_there_for_its_health() -> None:
    assert FINAL.arguments("EXPOSE") == [default_port()]
    assert FINAL.environment()["PORT"] == default_port()
    (check,) = FINAL.arguments("HEALTHCHECK")
    assert "os.environ['PORT']" in check
    (path,) = re.findall(r"'(/\w+)'", check)
    assert f'"{path}"' in paths_served()


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name or "final")
def test_every_file_that_is_copied_is_in_the_checkout_or_an_earlier_stage(stage: Stage) -> None:
    earlier = {it.name for it in STAGES[: STAGES.index(stage)]}
    ignored = (ROOT / ".dockerignore").read_text().split()
    for origin, sources in stage.copies():
        assert origin is None or origin in earlier
        for source in sources if origin is None else []:
            assert (ROOT / source).exists(), source
            top = source.split("/")[0]
            assert f"!{top}" in ignored, f"{source} is not in the build context"
            assert not any(fnmatch(source.rstrip("/"), line) for line in ignored if line != "*")


def test_every_package_and_the_dashboard_get_into_the_image() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    copied = {
        source.rstrip("/")
        for stage in STAGES
        for _, sources in stage.copies()
        for source in sources
    }
    assert {name.rstrip("*") for name in packages} <= copied
    assert "/build/frontend/dist" in copied


def test_the_image_sets_only_variables_that_exist() -> None:
    ours = {
        name
        for name in FINAL.environment()
        if name.startswith("DESKWIRE_") or not name.startswith(("PATH", "PYTHON"))
    }
    assert ours <= known_variables()


def test_every_service_of_ours_runs_an_existing_command() -> None:
    assert {it["command"][0] for it in OURS.values()} <= commands()
    assert len(APIS) == 2
    assert SERVICES["worker"]["command"] == ["worker"]
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert SERVICES["migrate"]["command"] == ["migrate"]


@pytest.mark.parametrize("name", OURS)
def test_a_service_sets_only_variables_that_exist(name: str) -> None:
    assert set(OURS[name]["environment"]) <= known_variables()


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_a_service_are_fit_for_production(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in known_variables():
        monkeypatch.delenv(variable, raising=False)
    for variable, value in (FINAL.environment() | OURS[name]["environment"]).items():
        if variable in known_variables():
            monkeypatch.setenv(variable, interpolate(value, SECRETS))
    settings = Settings(_env_file=None)
    assert settings.mode is Mode.PRODUCTION
    assert settings.refusals() == []
    assert settings.trusted_proxies == [
        SERVICES["proxy"]["networks"]["edge"]["ipv4_address"],
    ]


@pytest.mark.parametrize("name", SECRETS)
def test_compose_refuses_to_start_without_a_secret(name: str) -> None:
    uses = [match for match in VARIABLE.finditer(COMPOSE_TEXT) if match["name"] == name]
    assert uses
    assert all(match["how"] == "?" and match["text"] for match in uses)


def test_every_variable_that_compose_reads_is_documented() -> None:
    documented = (ROOT / ".env.example").read_text()
    for match in VARIABLE.finditer(COMPOSE_TEXT):
        assert re.search(rf"^#? ?{match['name']}=", documented, re.MULTILINE), match["name"]


def test_the_example_environment_documents_every_setting_and_nothing_else() -> None:
    documented = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(known_variables() | {"POSTGRES_PASSWORD"})


def test_the_example_environment_shows_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in known_variables():
        monkeypatch.delenv(variable, raising=False)
    shown = tmp_path / "env"
    example = (ROOT / ".env.example").read_text()
    shown.write_text(re.sub(r"^# ?([A-Z_]+=)", r"\1", example, flags=re.MULTILINE))
    unset = {"secure_cookies", "confirm_email", "llm_private_addresses"}
    as_shown = Settings(_env_file=shown).model_dump(exclude=unset)
    assert as_shown == Settings(_env_file=None).model_dump(exclude=unset)


def test_services_start_only_after_what_they_need_is_ready() -> None:
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            other = SERVICES[needed]
            if how["condition"] == "service_completed_successfully":
                assert other["restart"] == "no"
            else:
                assert how["condition"] == "service_healthy", (name, needed)
                assert "test" in other.get("healthcheck", {}) or needed in APIS
    for service in (*APIS.values(), SERVICES["worker"]):
        assert set(service["depends_on"]) == {"postgres", "redis", "migrate"}


def test_the_proxy_hands_requests_to_every_replica_at_its_port() -> None:
    caddyfile = COMPOSE["configs"]["caddyfile"]["content"]
    (upstreams,) = re.findall(r"reverse_proxy (.+) \{", caddyfile)
    assert upstreams.split() == [f"{name}:{default_port()}" for name in APIS]
    (path,) = re.findall(r"health_uri (\S+)", caddyfile)
    assert f'"{path}"' in paths_served()
    (limit,) = re.findall(r"max_size (\d+)MB", caddyfile)
    assert int(limit) * 1_000_000 >= Settings.model_fields["max_body_bytes"].default


def test_every_volume_network_and_configuration_that_is_used_is_declared() -> None:
    for service in SERVICES.values():
        volumes = [it.split(":")[0] for it in service.get("volumes", [])]
        assert set(volumes) <= set(COMPOSE["volumes"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert {it["source"] for it in service.get("configs", [])} <= set(COMPOSE["configs"])


def test_only_the_proxy_is_reachable_from_other_machines() -> None:
    for name, service in SERVICES.items():
        for port in service.get("ports", []):
            assert name == "proxy" or port.startswith("127.0.0.1:"), (name, port)


def test_only_versioned_images_are_used() -> None:
    images = [it["image"] for it in SERVICES.values() if it["image"] != "deskwire"]
    for image in images + [stage.image for stage in STAGES]:
        assert re.search(r":v?\d", image), image
