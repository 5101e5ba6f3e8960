"""Migration steps that Tortoise lacks."""

from collections.abc import Sequence
from typing import Any

from tortoise.fields import CharField
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
