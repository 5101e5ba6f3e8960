"""What the models promise about each table, and what a database's own catalogue says."""

import re
from dataclasses import dataclass, field

from tortoise import fields
from tortoise.connection import get_connection
from tortoise.fields.relational import ForeignKeyFieldInstance

from domain.database.table import Table

ForeignKey = tuple[str, str, str]


@dataclass
class Rules:
    """The constraints of one table, by column; `checks` are names.

    `lengths` need not name the columns of foreign keys: those hold what the other table has.
    """

    checks: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    unique: set[tuple[str, ...]] = field(default_factory=set)
    foreign_keys: set[ForeignKey] = field(default_factory=set)
    lengths: dict[str, int] = field(default_factory=dict)


def promised(model: type[Table]) -> Rules:
    meta = model._meta
    rules = Rules(checks={check.name for check in meta.constraints if check.name})
    relations = {
        name: value
        for name, value in meta.fields_map.items()
        if isinstance(value, ForeignKeyFieldInstance)
    }
    for name, column in meta.fields_db_projection.items():
        value = meta.fields_map[name]
        if not value.null:
            rules.required.add(column)
        if value.unique or value.pk:
            rules.unique.add((column,))
        if isinstance(value, fields.CharField) and value.reference is None:
            rules.lengths[column] = value.max_length
    for names in meta.unique_together:
        columns = [f"{name}_id" if name in relations else name for name in names]
        rules.unique.add(tuple(columns))
    for name, relation in relations.items():
        table = relation.related_model._meta.db_table
        rules.foreign_keys.add((f"{name}_id", table, relation.on_delete.value))
    return rules


async def found(model: type[Table], dialect: str) -> Rules:
    table = model._meta.db_table
    return await (_in_sqlite(table) if dialect == "sqlite" else _in_postgres(table))


async def _rows(statement: str) -> list[dict[str, object]]:
    return await get_connection("default").execute_query_dict(statement)


async def _in_sqlite(table: str) -> Rules:
    [created] = await _rows(f"SELECT sql FROM sqlite_master WHERE name = '{table}'")
    text = str(created["sql"])
    rules = Rules(checks=set(re.findall(r'CONSTRAINT "?(\w+)"? CHECK', text)))
    lengths = re.findall(r'CHECK \(length\("(\w+)"\) <= (\d+)\)', text)
    rules.lengths = {name: int(length) for name, length in lengths}
    for column in await _rows(f"PRAGMA table_info('{table}')"):
        if column["notnull"]:
            rules.required.add(str(column["name"]))
        if column["pk"]:
            rules.unique.add((str(column["name"]),))
    for index in await _rows(f"PRAGMA index_list('{table}')"):
        if index["unique"] and not index["partial"]:
            parts = await _rows(f"PRAGMA index_info('{index['name']}')")
            rules.unique.add(tuple(str(part["name"]) for part in parts))
    for key in await _rows(f"PRAGMA foreign_key_list('{table}')"):
        rules.foreign_keys.add((str(key["from"]), str(key["table"]), str(key["on_delete"])))
    return rules


_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


async def _in_postgres(table: str) -> Rules:
    rules = Rules()
    columns = await _rows(
        "SELECT column_name AS name, is_nullable, character_maximum_length AS length"
        f" FROM information_schema.columns WHERE table_name = '{table}'"
    )
    for column in columns:
        if column["is_nullable"] == "NO":
            rules.required.add(str(column["name"]))
        if isinstance(column["length"], int):
            rules.lengths[str(column["name"])] = column["length"]
    constraints = await _rows(
        "SELECT conname::text AS name, contype::text AS kind, confdeltype::text AS action,"
        " confrelid::regclass::text AS target,"
        " (SELECT array_agg(attname::text ORDER BY place) FROM unnest(conkey)"
        "  WITH ORDINALITY AS key (number, place)"
        "  JOIN pg_attribute ON attrelid = conrelid AND attnum = key.number) AS columns"
        f" FROM pg_constraint WHERE conrelid = '{table}'::regclass"
    )
    for row in constraints:
        names = row["columns"]
        assert names is None or isinstance(names, list)
        if row["kind"] == "c":
            rules.checks.add(str(row["name"]))
        elif row["kind"] == "f" and names:
            action = _ACTIONS[str(row["action"])]
            rules.foreign_keys.add((names[0], str(row["target"]).strip('"'), action))
    indexes = await _rows(
        "SELECT (SELECT array_agg(pg_get_indexdef(indexrelid, place::int, true)::text"
        "  ORDER BY place) FROM generate_series(1, indnatts) AS place) AS columns FROM pg_index"
        f" WHERE indrelid = '{table}'::regclass AND indisunique AND indpred IS NULL"
    )
    for index in indexes:
        assert isinstance(index["columns"], list)
        rules.unique.add(tuple(str(column).strip('"') for column in index["columns"]))
    return rules
