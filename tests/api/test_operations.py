"""docs/operations.md is held against the code: settings, commands, metrics.

`python -m tests.api.test_operations` writes the table of settings anew.
"""

import re
from pathlib import Path
from typing import Any

import typer
from pydantic import AliasChoices, SecretStr

from api.commands.demo_data import DEMO_PASSWORD, PEOPLE
from api.metrics import Metrics
from api.socket_registry import SocketRegistry
from domain.feed import LiveFeed
from domain.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
HEADER = "| setting | default | meaning |\n|---|---|---|\n"


def settings_table() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        shown = alias.choices[0] if isinstance(alias, AliasChoices) else f"DESKWIRE_{name.upper()}"
        rows.append(f"| `{shown}` | {_default(field.get_default(call_default_factory=True))} "
                    f"| {field.description} |\n")  # fmt: skip
    return "".join(rows)


def _default(value: Any) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value in ("", []):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def documented_table() -> str:
    match = re.search(re.escape(HEADER) + r"((?:\|.*\n)+)", PAGE.read_text())
    assert match
    return match[1]


def test_every_setting_is_in_the_table_with_its_default_and_meaning() -> None:
    assert documented_table() == settings_table()


def test_every_setting_says_what_it_means() -> None:
    without = [name for name, field in Settings.model_fields.items() if not field.description]
    assert without == []


def test_every_command_is_documented() -> None:
    from api.cli import app

    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    documented = set(re.findall(r"^\| `deskwire ([a-z-]+)", PAGE.read_text(), re.M))
    assert documented == set(group.commands)


async def test_every_metric_is_documented(db: str) -> None:
    metrics = Metrics(Settings())
    metrics.watch(LiveFeed(), SocketRegistry())
    exposed = re.findall(r"^# TYPE (deskwire_\w+)", (await metrics.exposition()).decode(), re.M)
    documented = set(re.findall(r"`(deskwire_[a-z_]+)`", PAGE.read_text()))
    assert documented == {name for name in exposed if not name.endswith("_created")}


def test_the_demo_s_accounts_are_documented() -> None:
    text = PAGE.read_text()
    assert f"`{DEMO_PASSWORD}`" in text
    assert all(f"`{person.email.partition('@')[0]}@" in text for person in PEOPLE)


if __name__ == "__main__":
    written = PAGE.read_text()
    before, _, after = written.partition(HEADER)
    rest = re.sub(r"\A(?:\|.*\n|<!--.*\n)+", "", after)
    PAGE.write_text(before + HEADER + settings_table() + rest)
