"""What the documents say is there, is there."""

import re
from pathlib import Path

import pytest
import typer
from pydantic import AliasChoices

from api.commands.demo_data import DEMO_DOMAIN, DEMO_PASSWORD, PEOPLE
from api.ws_protocol import CloseCode
from domain import limits
from domain.errors import ErrorCode
from domain.settings import Settings
from schema.limits import Limits
from tests.contract.containers import ROOT

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
GUIDE = (ROOT / "docs" / "api.md").read_text()

LINK = re.compile(r"\]\((?!https?:)(?P<file>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w.@-]*(?:/[\w.@-]+)*/|[\w./-]+\.(?:py|md|graphql|toml|yml|ts|tsx|example)")
FOLDER_LINE = re.compile(r"^([a-z]+)/ ", re.MULTILINE)
COMMAND = re.compile(r"\bdeskwire ([a-z][a-z-]+)((?: [^\n#|&]*)?)")
TARGET = re.compile(r"\bmake ([a-z][a-z-]+)\b")
SETTING = re.compile(r"\bDESKWIRE_[A-Z_]+|\b(?:DATABASE|REDIS)_URL\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|tmp|Users|mnt|opt|var)/")

documents = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[str(it.relative_to(ROOT)) for it in DOCUMENTS]
)


def code_of(text: str) -> list[str]:
    """Everything that is set as code; what is fenced holds no inline code."""
    prose = FENCE.sub("", text)
    return [*FENCE.findall(text), *INDENTED.findall(prose), *INLINE.findall(prose)]


def anchors_of(text: str) -> set[str]:
    """As GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def table_keys(text: str) -> set[str]:
    """What stands in the first column of tables, in code."""
    return set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))


@documents
def test_links_lead_somewhere(document: Path) -> None:
    for link in LINK.finditer(document.read_text()):
        target = (document.parent / link["file"]).resolve() if link["file"] else document
        assert target.exists(), link[0]
        if link["anchor"]:
            assert link["anchor"] in anchors_of(target.read_text()), link[0]


@documents
def test_files_that_are_named_exist(document: Path) -> None:
    text = document.read_text()
    named = {it for it in INLINE.findall(FENCE.sub("", text)) if PATH.fullmatch(it)}
    folders = {folder for block in FENCE.findall(text) for folder in FOLDER_LINE.findall(block)}
    made_later = {it for it in named if it.startswith(".data/")}
    missing = {it for it in (named | folders) - made_later if not (ROOT / it).exists()}
    assert missing == set()


@documents
def test_commands_that_are_named_exist(document: Path) -> None:
    from api.cli import app

    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    targets = re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for code in code_of(document.read_text()):
        assert {*TARGET.findall(code)} <= {*targets}, code
        for name, rest in COMMAND.findall(code):
            assert name in group.commands, code
            options = {option for it in group.commands[name].params for option in it.opts}
            assert {*re.findall(r"--[a-z-]+", rest)} <= options | {"--help"}, code


@documents
def test_settings_that_are_named_exist(document: Path) -> None:
    known = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        first = alias.choices[0] if isinstance(alias, AliasChoices) else None
        known.add(str(first or f"DESKWIRE_{name.upper()}"))
    for name in SETTING.findall(document.read_text()):
        matching = {it for it in known if it.startswith(name)}
        assert name in known or (name.endswith("_") and matching), name


@documents
def test_nobodys_machine_is_named(document: Path) -> None:
    assert MACHINE_PATH.findall(document.read_text()) == []


@documents
def test_accounts_that_are_named_are_in_the_demo(document: Path) -> None:
    known = {person.email for person in PEOPLE}
    assert {*re.findall(rf"\w+@{re.escape(DEMO_DOMAIN)}", document.read_text())} <= known


def test_the_guide_explains_every_error_code_and_no_other() -> None:
    assert table_keys(GUIDE) - {person.email for person in PEOPLE} == {*ErrorCode}
    assert DEMO_PASSWORD in GUIDE


def test_the_guide_explains_every_close_code_of_the_socket() -> None:
    rows = re.findall(r"^\| (\d{4}(?:, \d{4})*) \|", GUIDE, re.MULTILINE)
    assert {int(code) for row in rows for code in row.split(", ")} == {*CloseCode}


def test_the_guide_tells_the_limits_that_hold() -> None:
    most, settings = Limits(), Settings(_env_file=None)  # type: ignore[call-arg]
    a_minute = settings.requests_per_minute
    for words in (
        f"| document | {most.tokens:,} tokens, {most.depth} levels, {most.aliases} aliases, "
        f"{most.root_fields} root fields |",
        f"| cost of an operation | {most.cost:,} |",
        f"| title; text | {limits.TITLE_LENGTH}; {limits.TEXT_LENGTH:,} characters |",
        f"| operations a minute | {a_minute:,} for each user;",
        f"| attempts to sign in | {settings.login_attempts} in 15 minutes",
        f"| sockets of one address | {settings.sockets_per_address}, in each process |",
        f"| operations at once on a socket | {settings.subscriptions_per_socket} |",
        f"Up to {limits.MAX_BULK} tickets",
        f"for {settings.event_retention_days} days",
        f"after {settings.auto_close_days} days",
        f"lasts {settings.access_token_minutes} minutes",
    ):
        assert words in GUIDE
