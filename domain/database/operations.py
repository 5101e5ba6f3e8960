"""Migration steps that Tortoise lacks."""

from collections.abc import Sequence
from typing import Any

from tortoise.fields import CharField
from tortoise.migrations.constraints import CheckConstraint
from tortoise.migrations.operations import CreateModel, TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class CreateTable(CreateModel):
    """Creates a table with its check constraints, which `CreateModel` leaves out.

    (tortoise-orm issue 2272. A later `AddConstraint` would do on PostgreSQL, but on SQLite
    it rebuilds the table and loses the indexes.)
    """

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        assert state_editor
        checks = [
            state_editor.CHECK_CONSTRAINT_CREATE_TEMPLATE.format(name=check.name, check=check.check)
            for check in (self.options or {}).get("constraints", ())
        ]
        if state_editor.DIALECT == "sqlite":
            checks += _length_checks(self.fields)
        editor: Any = state_editor
        editor._get_inner_statements = lambda: checks
        try:
            await super().database_forward(app_label, old_state, new_state, state_editor)
        finally:
            del editor._get_inner_statements


def _length_checks(fields: Sequence[tuple[str, Any]]) -> list[str]:
    """SQLite reads VARCHAR(200) as "any text"; these hold it to what PostgreSQL does."""
    return [
        f'CHECK (length("{name}") <= {field.max_length})'
        for name, field in fields
        if isinstance(field, CharField)
    ]


class RunSqlOn(TortoiseOperation):
    """Whole statements for each database, run as they are (triggers contain semicolons)."""

    def __init__(self, *, sqlite: Sequence[str], postgres: Sequence[str]) -> None:
        self.statements = {"sqlite": sqlite, "postgres": postgres}

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        assert state_editor
        client = state_editor.client
        for statement in self.statements[client.capabilities.dialect]:
            await client.execute_query(statement)


class RenewCheck(TortoiseOperation):
    """Puts a check constraint in place of the one of the same name, for a wider enumeration.

    Rows that are there must satisfy it: on SQLite nothing looks at them. There the text of the
    table's definition is edited, as SQLite's documentation describes for changed CHECKs, so
    that the table with its indexes, triggers and whatever refers to it stays as it is.
    """

    def __init__(self, model_name: str, constraint: CheckConstraint) -> None:
        self.model_name = model_name
        self.constraint = constraint

    def state_forward(self, app_label: str, state: State) -> None:
        options = self.get_model_state(state, app_label, self.model_name).options
        options["constraints"] = tuple(
            self.constraint if known.name == self.constraint.name else known
            for known in options["constraints"]
        )
        state.reload_model(app_label, self.model_name)

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        assert state_editor
        name, check = self.constraint.name, self.constraint.check
        table = new_state.apps.get_model(f"{app_label}.{self.model_name}")._meta.db_table
        client = state_editor.client
        if client.capabilities.dialect != "sqlite":
            await client.execute_query(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            await client.execute_query(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({check})'
            )
            return
        rows = await client.execute_query_dict(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table]
        )
        [version] = await client.execute_query_dict("PRAGMA schema_version")
        await client.execute_query("PRAGMA writable_schema = ON")
        await client.execute_query(
            "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?",
            [with_check(rows[0]["sql"], str(name), check), table],
        )
        await client.execute_query(f"PRAGMA schema_version = {version['schema_version'] + 1}")
        await client.execute_query("PRAGMA writable_schema = RESET")


def with_check(definition: str, name: str, check: str) -> str:
    """The CREATE TABLE statement with the condition of the named check exchanged."""
    opening = f'CONSTRAINT "{name}" CHECK ('
    start = definition.index(opening) + len(opening)
    depth, end = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(definition[end], 0)
        end += 1
    return f"{definition[:start]}{check}{definition[end - 1 :]}"
