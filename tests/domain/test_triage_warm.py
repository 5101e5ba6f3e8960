"""What the first ticket would wait for is there before it comes."""

from domain.actors import SYSTEM
from domain.catalog.defaults import ensure_defaults
from domain.database import close_database
from domain.triage import language, rule_sheet, word_vectors
from domain.triage.warm import warm_up
from domain.unit_of_work import transact


async def test_vectors_languages_and_rules_are_loaded_before_the_first_ticket(db: str) -> None:
    await transact(ensure_defaults, SYSTEM)
    once = (word_vectors._table, language._identifier, rule_sheet._compiled)
    for loaded in once:
        loaded.cache_clear()
    await warm_up()
    assert [loaded.cache_info().currsize for loaded in once] == [1, 1, 1]


async def test_a_database_that_is_away_does_not_end_the_start(db: str) -> None:
    language._identifier.cache_clear()
    await close_database()
    await warm_up()
    assert language._identifier.cache_info().currsize == 0
