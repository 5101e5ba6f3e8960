"""Every constraint, attacked: with plain SQL and through the models."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tortoise import fields
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException, IntegrityError, OperationalError
from tortoise.fields.relational import ForeignKeyFieldInstance

from domain import limits, models
from domain.database.table import Table
from domain.ids import new_id
from domain.models import Category, Comment, Skill, Tag, Ticket
from domain.vocabulary import Priority
from tests.domain.valid_rows import make, make_category, make_ticket

MODELS: list[type[Table]] = [getattr(models, name) for name in models.__all__]
REFUSED = (IntegrityError, OperationalError)


def wrong_values(model: type[Table]) -> Iterator[tuple[str, Any, str]]:
    """Column, value and what is wrong with it, from what the model says about itself."""
    yield from wrong_for_columns(model)
    yield from wrong_for_checks(model)


def wrong_for_columns(model: type[Table]) -> Iterator[tuple[str, Any, str]]:
    meta = model._meta
    for name, column in meta.fields_db_projection.items():
        field = meta.fields_map[name]
        if not field.null and not field.pk:
            yield column, None, "null"
        if hasattr(field, "enum_type"):
            yield column, "NONSENSE", "no value of the enumeration"
        if isinstance(field, fields.CharField):
            yield column, "x" * (field.max_length + 1), "too long"
    for name, field in meta.fields_map.items():
        if isinstance(field, ForeignKeyFieldInstance):
            yield f"{name}_id", new_id("xyz"), "refers to nothing"


def wrong_for_checks(model: type[Table]) -> Iterator[tuple[str, Any, str]]:
    for check in model._meta.constraints:
        if bounds := re.fullmatch(r"(\w+) >= (-?\d+) AND \1 <= (\d+)", check.check):
            yield bounds[1], int(bounds[2]) - 1, "below the range"
            if int(bounds[3]) < 30_000:
                yield bounds[1], int(bounds[3]) + 1, "above the range"
        elif lengths := re.match(r"length\(trim\((\w+)\)\) >= (\d+) .* <= (\d+)", check.check):
            if int(lengths[2]):
                yield lengths[1], " " * int(lengths[2]), "blank"
            yield lengths[1], "x" * (int(lengths[3]) + 1), "longer than the check allows"


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, int) else f"'{value}'"


async def accepts_sql(row: Any, column: str, value: Any) -> bool:
    table, key = row._meta.db_table, row._meta.pk_attr
    try:
        await get_connection("default").execute_query(
            f'UPDATE "{table}" SET "{column}" = {literal(value)} WHERE "{key}" = {literal(row.pk)}'
        )
    except REFUSED:
        return False
    return True


async def accepts_model(row: Any, column: str, value: Any) -> bool:
    """Whether the model writes it; it may refuse by itself, before the database does."""
    try:
        setattr(row, column, value)
        await row.save()
    except (BaseORMException, ValueError):
        return False
    return True


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
async def test_no_wrong_value_gets_into_a_table(db: str, model: type[Table]) -> None:
    row = await make(model)
    attacks = list(wrong_values(model))
    assert attacks
    accepted = [attack for attack in attacks if await accepts_sql(row, *attack[:2])]
    assert accepted == [], "by SQL"
    for column, value, reason in attacks:
        fresh = await model.get(pk=row.pk)
        assert not await accepts_model(fresh, column, value), (column, value, reason)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
async def test_every_value_of_an_enumeration_gets_into_its_column(
    db: str, model: type[Table]
) -> None:
    """Also one that was added later: its check was renewed."""
    row = await make(model)
    for column, name in model._meta.fields_db_projection_reverse.items():
        field = model._meta.fields_map[name]
        if hasattr(field, "enum_type") and (model, column) != (Ticket, "priority"):
            for value in field.enum_type:
                assert await accepts_sql(row, column, value.value), (column, value)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
async def test_what_is_unique_cannot_be_doubled(db: str, model: type[Table]) -> None:
    first, second = await make(model), await make(model)
    first, second = await model.get(pk=first.pk), await model.get(pk=second.pk)
    table, key = model._meta.db_table, model._meta.pk_attr
    combinations = [
        (name,)
        for name, field in model._meta.fields_map.items()
        if (field.unique or field.pk) and getattr(first, name, None) is not None
    ]
    combinations += [
        tuple(f"{name}_id" if name in model._meta.fk_fields else name for name in together)
        for together in model._meta.unique_together
    ]
    for columns in combinations:
        values = ", ".join(f'"{name}" = {literal(getattr(first, name))}' for name in columns)
        with pytest.raises(IntegrityError):
            await get_connection("default").execute_query(
                f'UPDATE "{table}" SET {values} WHERE "{key}" = {literal(second.pk)}'
            )


@pytest.mark.parametrize("model", [Category, Skill, Tag], ids=lambda model: model.__name__)
@pytest.mark.parametrize("twin", ["VPN", "vpn", "Vpn"])
async def test_names_differ_by_more_than_case(db: str, model: type[Table], twin: str) -> None:
    row, other = await make(model), await make(model)
    assert await accepts_sql(row, "name", "VpN")
    assert not await accepts_sql(other, "name", twin)
    assert not await accepts_model(other, "name", twin)


async def test_there_is_one_default_category(db: str) -> None:
    first, second = await make_category(), await make_category()
    assert await accepts_sql(first, "is_default", True)
    assert not await accepts_sql(second, "is_default", True)
    assert not await accepts_model(second, "is_default", True)
    assert await accepts_sql(first, "is_default", False)
    assert await accepts_sql(second, "is_default", True)


async def test_a_priority_and_its_rank_agree(db: str) -> None:
    ticket = await make_ticket()
    assert not await accepts_sql(ticket, "priority_rank", 3)
    assert not await accepts_sql(ticket, "priority", "CRITICAL")
    ticket.priority, ticket.priority_rank = Priority.CRITICAL, 3
    await ticket.save()
    assert not await accepts_model(ticket, "priority", Priority.LOW)


@pytest.mark.parametrize("text", ["x" * limits.TEXT_LENGTH, "ü" * limits.TEXT_LENGTH])
async def test_texts_are_measured_in_characters_up_to_the_limit(db: str, text: str) -> None:
    ticket = await make_ticket(description=text)
    assert await accepts_sql(ticket, "title", "ü" * limits.TITLE_LENGTH)
    assert not await accepts_sql(ticket, "title", "ü" * (limits.TITLE_LENGTH + 1))


@pytest.mark.parametrize("column", ["category_id", "requester_id"])
async def test_what_a_ticket_needs_cannot_be_deleted(db: str, column: str) -> None:
    ticket = await make_ticket()
    table = "category" if column == "category_id" else "users"
    with pytest.raises(IntegrityError):
        await get_connection("default").execute_query(
            f"DELETE FROM {table} WHERE id = '{getattr(ticket, column)}'"
        )


async def test_a_deleted_ticket_takes_what_is_its_own_along(db: str) -> None:
    ticket = await make_ticket()
    author_id = ticket.requester_id
    await Comment.create(
        id=new_id("cmt"), ticket_id=ticket.id, author_id=author_id, body="x",
        created_at=ticket.created_at,
    )  # fmt: skip
    follower = await make_ticket(follows_id=ticket.id)
    await get_connection("default").execute_query(f"DELETE FROM ticket WHERE id = '{ticket.id}'")
    assert await Comment.all().count() == 0
    assert (await Ticket.get(id=follower.id)).follows_id is None
