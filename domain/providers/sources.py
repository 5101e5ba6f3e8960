"""Whom to ask: the enabled providers in their order, ready for use."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tortoise.connection import get_connection

from domain.desk_copy import DeskCopy, load_desk
from domain.models import ModelPrice, Provider
from domain.ports import ModelSource
from domain.providers.keyring import Keyring, KeyUnreadable
from domain.providers.presets import BASE_URLS, FREE_AND_TRUSTED
from domain.settings import Settings
from domain.vocabulary import LlmPurpose, ProviderFault, ProviderPreset

ENVIRONMENT: Final = "environment"
ENVIRONMENT_FAULT: Final = "llm_environment_fault"
_FAULTS: Final = {
    ProviderFault.KEY_REFUSED: "its key was refused",
    ProviderFault.MODEL_GONE: "it has no such model",
}


@dataclass(frozen=True, slots=True)
class Sources:
    """`usable` in the order in which they are asked; `set_aside` says why others are not."""

    usable: tuple[ModelSource, ...]
    set_aside: tuple[str, ...] = ()


async def load_sources(settings: Settings, purpose: LlmPurpose) -> Sources:
    """The providers as rows; where there is no row, the one that the environment names."""
    desk = await load_desk(get_connection("default"))
    if not desk.providers:
        return _environment_sources(settings, desk)
    keyring = Keyring.of(settings)
    usable: list[ModelSource] = []
    set_aside: list[str] = []
    for row in desk.providers:
        if not row.is_enabled:
            continue
        fault = row.triage_fault if purpose is LlmPurpose.TRIAGE else row.answer_fault
        if fault is not None:
            set_aside.append(f"{row.name}: {_FAULTS[fault]}")
            continue
        try:
            usable.append(source_of(row, purpose, desk.prices, keyring, settings))
        except KeyUnreadable:
            set_aside.append(f"{row.name}: no master key reads its key")
    return Sources(tuple(usable), tuple(set_aside))


def source_of(
    row: Provider,
    purpose: LlmPurpose,
    prices: Mapping[str, ModelPrice],
    keyring: Keyring,
    settings: Settings,
) -> ModelSource:
    """The row's model for triage or for answers; raises KeyUnreadable."""
    is_triage = purpose is LlmPurpose.TRIAGE
    model = row.triage_model if is_triage else row.answer_model
    return ModelSource(
        id=row.id,
        version=row.version,
        name=row.name,
        base_url=row.base_url,
        api_key=keyring.decrypt(row.encrypted_key, row.id) if row.encrypted_key else "",
        model=model,
        **price_of(model, row.preset, prices, settings),
        ability=row.triage_ability if is_triage else row.answer_ability,
        masks_personal_data=row.masks_personal_data,
        may_be_private=settings.may_ask_private_addresses,
    )


def price_of(
    model: str, preset: ProviderPreset, prices: Mapping[str, ModelPrice], settings: Settings
) -> dict[str, int]:
    """The model's row; without one nothing in the house, elsewhere the setting's price."""
    row = prices.get(model)
    if row is not None:
        return {"input_micros": row.input_micros, "output_micros": row.output_micros}
    if preset in FREE_AND_TRUSTED:
        return {"input_micros": 0, "output_micros": 0}
    return {
        "input_micros": settings.llm_input_price,
        "output_micros": settings.llm_output_price,
    }


def environment_digest(settings: Settings) -> str:
    """Tells one naming by the environment from another, without telling the key."""
    key = settings.llm_api_key.get_secret_value()
    named = "\0".join((settings.llm_base_url, settings.llm_model, key))
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def _environment_sources(settings: Settings, desk: DeskCopy) -> Sources:
    if not settings.has_llm:
        return Sources(())
    known = desk.settings.get(ENVIRONMENT_FAULT)
    if known is not None and known["of"] == environment_digest(settings):
        fault = ProviderFault(known["fault"])
        return Sources((), (f"{ENVIRONMENT}: {_FAULTS[fault]}",))
    source = ModelSource(
        id=None,
        version=0,
        name=ENVIRONMENT,
        base_url=settings.llm_base_url or BASE_URLS[ProviderPreset.OPENAI],
        api_key=settings.llm_api_key.get_secret_value(),
        model=settings.llm_model,
        **price_of(settings.llm_model, ProviderPreset.CUSTOM, desk.prices, settings),
        ability=None,
        masks_personal_data=True,
        may_be_private=True,
    )
    return Sources((source,))
