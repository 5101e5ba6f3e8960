"""The copy of what admins set up is never older than the transaction that uses it."""

from contextlib import suppress

import pytest
from tortoise.connection import get_connection

from domain.actors import SYSTEM
from domain.catalog.defaults import ensure_defaults
from domain.desk_copy import DeskCopy, load_desk
from domain.ids import new_id
from domain.models import (
    Category,
    ModelPrice,
    ModelVersion,
    Provider,
    Setting,
    Skill,
    Tag,
    TriageRule,
)
from domain.unit_of_work import UnitOfWork, transact
from tests.domain.valid_rows import NOW, make


@pytest.fixture
async def seeded(db: str) -> None:
    await transact(ensure_defaults, SYSTEM)


async def copied() -> DeskCopy:
    return await load_desk(get_connection("default"))


@pytest.mark.usefixtures("seeded")
async def test_an_unchanged_catalog_is_read_once() -> None:
    first = await copied()
    assert first.choices.skills
    assert await copied() is first


@pytest.mark.usefixtures("seeded")
async def test_every_change_of_any_of_the_tables_is_seen_at_once() -> None:
    before = await copied()
    tag = await Tag.create(id=new_id("tag"), name="late", created_at=NOW)
    assert "late" in {tag.name for tag in (await copied()).choices.tags}
    await Tag.filter(id=tag.id).update(name="later")
    assert "later" in {tag.name for tag in (await copied()).choices.tags}
    await Tag.filter(id=tag.id).delete()
    assert (await copied()).choices.tags == before.choices.tags
    await Category.filter(key="bug").update(name="Fault")
    assert "Fault" in {category.name for category in (await copied()).choices.categories}
    await Skill.all().delete()
    assert (await copied()).choices.skills == ()
    await make(TriageRule)
    assert len((await copied()).rules) == len(before.rules) + 1
    await make(ModelPrice)
    assert len((await copied()).prices) == 1
    await make(Provider)
    assert len((await copied()).providers) == 1
    await Provider.all().update(is_enabled=False)
    assert not (await copied()).providers[0].is_enabled
    await Setting.create(key="llm_daily_budget", value=5, updated_at=NOW)
    assert (await copied()).settings["llm_daily_budget"] == 5
    version = await make(ModelVersion)
    await ModelVersion.all().update(is_serving=True)
    assert (await copied()).serving_id == version.id


@pytest.mark.usefixtures("seeded")
async def test_what_is_rolled_back_leaves_no_trace_in_the_copy() -> None:
    before = await copied()

    async def fail_after_reading(uow: UnitOfWork) -> None:
        await Tag.create(id=new_id("tag"), name="never", created_at=NOW, using_db=uow.db)
        await load_desk(uow.db)
        raise ValueError

    with suppress(ValueError):
        await transact(fail_after_reading, SYSTEM)
    assert await copied() == before
    await Tag.create(id=new_id("tag"), name="another", created_at=NOW)
    assert {tag.name for tag in (await copied()).choices.tags} == {
        "another",
        *(tag.name for tag in before.choices.tags),
    }
