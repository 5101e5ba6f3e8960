"""Trying a provider out: what is wrong with it, point by point."""

import asyncio
from dataclasses import dataclass

from domain.actors import Actor
from domain.admin_rows import lock_row
from domain.errors import invalid, not_found
from domain.ids import new_id
from domain.models import ModelPrice, Provider
from domain.policy import require_admin
from domain.ports import ModelSource, ModelTest, ModelTester
from domain.providers.findings import clear_faults, note_ability
from domain.providers.keyring import Keyring, KeyUnreadable
from domain.providers.rows import NewProvider, check_new_provider
from domain.providers.sources import price_of, source_of
from domain.settings import Settings
from domain.text import check_id
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import LlmPurpose

_ROLES = (LlmPurpose.TRIAGE, LlmPurpose.ANSWER)


@dataclass(frozen=True, slots=True)
class ProviderTest:
    """The model for triage, and the one for answers when it is another."""

    triage: ModelTest
    answer: ModelTest

    @property
    def is_ok(self) -> bool:
        return is_ok(self.triage) and is_ok(self.answer)


def is_ok(test: ModelTest) -> bool:
    return test.ability is not None


async def probe_provider(
    actor: Actor, provider_id: str, tester: ModelTester, settings: Settings
) -> ProviderTest:
    """Test a provider as it is kept; what it shows is remembered, and clears its faults."""
    require_admin(actor)
    row = await Provider.get_or_none(id=check_id(provider_id, "provider", "id"))
    if row is None:
        raise not_found("provider", "id")
    prices = {price.model: price for price in await ModelPrice.all()}
    keyring = Keyring.of(settings)
    try:
        sources = [source_of(row, role, prices, keyring, settings) for role in _ROLES]
    except KeyUnreadable:
        message = (
            "No master key at hand reads the kept key: set DESKWIRE_MASTER_KEY to the one that "
            "was used, or give the API key again."
        )
        raise invalid(message, "id") from None
    tested = await _test_all(sources, tester)
    await transact(_remember, actor, sources, tested)
    return tested


async def probe_new_provider(
    actor: Actor, new: NewProvider, tester: ModelTester, settings: Settings
) -> ProviderTest:
    """Test what is not kept yet, as it is given; nothing of it is remembered."""
    require_admin(actor)
    new = check_new_provider(new, settings)
    prices = {price.model: price for price in await ModelPrice.all()}
    provider_id = new_id("prv")
    sources = [
        ModelSource(
            id=provider_id,
            version=0,
            name=new.name,
            base_url=new.base_url,
            api_key=new.api_key,
            model=model,
            **price_of(model, new.preset, prices, settings),
            ability=None,
            masks_personal_data=True,
            may_be_private=settings.may_ask_private_addresses,
        )
        for model in (new.triage_model, new.answer_model)
    ]
    return await _test_all(sources, tester)


async def try_providers(
    tester: ModelTester, settings: Settings
) -> list[tuple[str, ProviderTest | None]]:
    """The enabled providers by name, in their order, each tried; None where its key cannot be
    read. Nothing of it is remembered but the calls in the books."""
    prices = {price.model: price for price in await ModelPrice.all()}
    keyring = Keyring.of(settings)

    async def tried(row: Provider) -> tuple[str, ProviderTest | None]:
        try:
            sources = [source_of(row, role, prices, keyring, settings) for role in _ROLES]
        except KeyUnreadable:
            return row.name, None
        return row.name, await _test_all(sources, tester)

    rows = await Provider.filter(is_enabled=True).order_by("position", "id")
    return list(await asyncio.gather(*map(tried, rows)))


async def _test_all(sources: list[ModelSource], tester: ModelTester) -> ProviderTest:
    triage, answer = sources
    tested = await tester.test(triage)
    if answer.model == triage.model:
        return ProviderTest(tested, tested)
    return ProviderTest(tested, await tester.test(answer))


async def _remember(uow: UnitOfWork, sources: list[ModelSource], tested: ProviderTest) -> None:
    for source, role, test in zip(sources, _ROLES, (tested.triage, tested.answer), strict=True):
        if test.ability is not None:
            await note_ability(uow, source, role, test.ability)
    good = [
        role
        for role, test in zip(_ROLES, (tested.triage, tested.answer), strict=True)
        if is_ok(test)
    ]
    provider = await lock_row(uow, Provider, sources[0].id or "", "provider")
    if provider.version == sources[0].version:
        await clear_faults(uow, provider, *good)
