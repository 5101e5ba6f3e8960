"""Columns as JSON that PostgreSQL writes: byte for byte what orjson makes of the same values.

Texts put together by `||` cost it less than json_build_object (a fifth less for a list), and
keep no spaces that a client would have to read.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tortoise.fields import (
    BigIntField,
    BooleanField,
    CharField,
    DatetimeField,
    IntField,
    TextField,
)
from tortoise.fields.base import Field

from domain.database.fields import IdField


def column_as_json(
    sql: str, field: Field[Any], type_: type | None, names: Mapping[Any, str] | None = None
) -> tuple[str, str] | None:
    """The column `sql` as JSON: what quotes it, and an expression of the text between.

    None if it is not made here. Its values are to become of `type_` (`str`, `bool`, `datetime`,
    or an `int` of 32 bits), or the `names` of an enumeration's members. A null gives null, and
    so does a number that is too long. Sessions are in UTC.
    """
    enum = getattr(field, "enum_type", None)
    if enum is not None:
        is_name = names == {member: member.value for member in enum}
        return ('"', sql) if is_name else None
    if type_ is str and isinstance(field, IdField):
        return '"', sql  # letters, digits and _: there is nothing to escape
    if type_ is str and isinstance(field, CharField | TextField):
        return "", f"to_json({sql})"
    if type_ is bool and isinstance(field, BooleanField):
        return "", f"{sql}::text"
    if type_ is int and isinstance(field, BigIntField) and not field.null:
        return "", f"(CASE WHEN {sql} BETWEEN {-(2**31)} AND {2**31 - 1} THEN {sql}::text END)"
    if type_ is int and isinstance(field, IntField) and not isinstance(field, BigIntField):
        return "", f"{sql}::text"
    if type_ is datetime and isinstance(field, DatetimeField):
        return '"', _moment(sql)
    return None


def items_of(select: str, *, checked: bool) -> str:
    """The expression of all texts `j` of a SELECT, with commas between.

    Null if one of them is null; only where that may be it has to be `checked`.
    """
    together = "coalesce(string_agg(j, ','), '')"
    if checked:
        together = f"CASE WHEN count(j) = count(*) THEN {together} END"
    return f"(SELECT {together} FROM (SELECT {select}) x)"


def _moment(sql: str) -> str:
    """Microseconds only where there are some, and then all six digits."""
    seconds, zone = 'YYYY-MM-DD"T"HH24:MI:SS', '"+00:00"'
    return (
        f"to_char({sql}, CASE WHEN {sql} = date_trunc('second', {sql})"
        f" THEN '{seconds}{zone}' ELSE '{seconds}.US{zone}' END)"
    )
