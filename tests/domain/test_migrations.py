"""From nothing to the newest schema, on both databases, and what is there then."""

import asyncio
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
from tortoise import fields
from tortoise.connection import get_connection

from domain import models
from domain.database import close_database, migrate, open_database
from domain.database.pending import missing_migrations
from domain.database.table import Table
from tests.domain.catalogues import found, promised

ROOT = Path(__file__).parents[2]
MODELS: list[type[Table]] = [getattr(models, name) for name in models.__all__]
SCHEMA = {
    "sqlite": "SELECT name, sql AS text FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name",
    "postgres": """
        SELECT table_name AS name, column_name || data_type || is_nullable AS text
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger ORDER BY 1, 2""",
}


@pytest.fixture
def empty_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if dialect == "sqlite":
        return f"sqlite://{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("postgres_server").create_empty_database())


async def test_an_empty_database_gets_the_newest_schema_and_a_second_run_changes_nothing(
    dialect: str, empty_url: str
) -> None:
    await open_database(empty_url)
    assert await missing_migrations() == sorted(
        path.stem for path in (ROOT / "domain" / "migrations").glob("[0-9]*.py")
    )
    await close_database()

    async def schema_after_migration() -> list[dict[str, Any]]:
        await migrate(empty_url)
        await open_database(empty_url)
        assert await missing_migrations() == []
        schema = await get_connection("default").execute_query_dict(SCHEMA[dialect])
        await close_database()
        return schema

    first = await schema_after_migration()
    assert {model._meta.db_table for model in MODELS} <= {row["name"] for row in first}
    assert await schema_after_migration() == first


def test_the_models_say_nothing_that_no_migration_does() -> None:
    spec = importlib.util.spec_from_file_location(
        "check_migrations", ROOT / ".ci" / "check_migrations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    assert check.main() == 0


async def test_two_processes_may_migrate_at_the_same_time(dialect: str, empty_url: str) -> None:
    code = "import asyncio, sys; from domain.database import migrate; "
    code += "asyncio.run(migrate(sys.argv[1]))"
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, empty_url, cwd=ROOT, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    ends = await asyncio.gather(*(process.communicate() for process in processes))
    assert [process.returncode for process in processes] == [0, 0], ends
    await open_database(empty_url)
    assert await missing_migrations() == []
    await close_database()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
async def test_what_a_model_promises_is_in_the_catalogue(db: str, model: type[Table]) -> None:
    wanted, there = promised(model), await found(model, db)
    assert there.checks >= wanted.checks
    assert there.required == wanted.required
    assert there.unique >= wanted.unique
    assert there.foreign_keys == wanted.foreign_keys
    assert there.lengths.items() >= wanted.lengths.items()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_enumeration_has_a_check(model: type[Table]) -> None:
    table = model._meta.db_table
    enumerations = {
        f"ck_{table}_{name}"
        for name, field in model._meta.fields_map.items()
        if isinstance(field, fields.CharField) and hasattr(field, "enum_type")
    }
    assert enumerations <= {check.name for check in model._meta.constraints}


async def test_what_models_cannot_say_is_in_the_catalogue(db: str) -> None:
    text = "\n".join(
        str(row["text"]) for row in await get_connection("default").execute_query_dict(SCHEMA[db])
    ).lower()
    for name in (
        "uq_category_name_folded",
        "uq_skill_name_folded",
        "uq_tag_name_folded",
        "uq_category_default",
    ):
        assert f"create unique index {name} on" in text
    assert "trigger number_event after insert on" in text
    assert "ticket_search" in text
