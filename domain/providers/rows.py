"""Providers of language models: edited by admins, checked before they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from tortoise.exceptions import IntegrityError

from domain import limits
from domain.admin_rows import lock_all, lock_row, place_behind, reorder
from domain.catalog.names import name_taken
from domain.errors import ErrorCode, invalid
from domain.events import Change
from domain.ids import new_id
from domain.models import Provider
from domain.names import clean_name, fold_name
from domain.policy import require_admin
from domain.providers.addresses import clean_base_url, origin_of
from domain.providers.events import record_provider_change
from domain.providers.keyring import Keyring
from domain.providers.presets import BASE_URLS, FREE_AND_TRUSTED
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork
from domain.unset import UNSET, UnsetType
from domain.versions import require_version
from domain.vocabulary import ProviderPreset

_NAMES: Final = {
    "name": "name",
    "base_url": "baseUrl",
    "triage_model": "triageModel",
    "answer_model": "answerModel",
    "is_enabled": "isEnabled",
    "masks_personal_data": "masksPersonalData",
}
_NO_MASTER_KEY: Final = (
    "Keys are kept encrypted, and DESKWIRE_MASTER_KEY is not set: make one with "
    "`openssl rand -hex 32`, set it for every process of the desk, and start them again."
)


@dataclass(frozen=True, slots=True)
class NewProvider:
    """`base_url` empty: the preset's. `answer_model` empty: the triage model answers too."""

    name: str
    preset: ProviderPreset
    triage_model: str
    answer_model: str = ""
    base_url: str = ""
    api_key: str = ""
    is_enabled: bool = True
    masks_personal_data: bool | None = None


@dataclass(frozen=True, slots=True)
class ProviderChanges:
    """An empty `api_key` takes the kept one away."""

    name: str | UnsetType = UNSET
    base_url: str | UnsetType = UNSET
    api_key: str | UnsetType = UNSET
    triage_model: str | UnsetType = UNSET
    answer_model: str | UnsetType = UNSET
    is_enabled: bool | UnsetType = UNSET
    masks_personal_data: bool | UnsetType = UNSET


async def create_provider(uow: UnitOfWork, new: NewProvider, settings: Settings) -> Provider:
    """Add a provider behind all others."""
    require_admin(uow.actor)
    checked = check_new_provider(new, settings)
    others = await lock_all(uow, Provider)
    provider_id = new_id("prv")
    provider = Provider(
        id=provider_id,
        name=checked.name,
        preset=checked.preset,
        base_url=checked.base_url,
        encrypted_key=_encrypted(checked.api_key, provider_id, settings),
        triage_model=checked.triage_model,
        answer_model=checked.answer_model,
        position=place_behind(others, limits.MAX_PROVIDERS, "provider"),
        is_enabled=checked.is_enabled,
        masks_personal_data=bool(checked.masks_personal_data),
        created_at=uow.now,
        updated_at=uow.now,
    )
    _refuse_taken_name(provider, others)
    await _save(uow, provider, is_new=True)
    record_provider_change(uow, provider, action="created")
    return provider


def check_new_provider(new: NewProvider, settings: Settings) -> NewProvider:
    """`new` cleaned and completed, as it would be kept; raises what cannot be."""
    triage_model = clean_name(new.triage_model, "triageModel")
    masks = new.masks_personal_data
    return NewProvider(
        name=clean_name(new.name, "name"),
        preset=new.preset,
        triage_model=triage_model,
        answer_model=clean_name(new.answer_model or triage_model, "answerModel"),
        base_url=clean_base_url(
            new.base_url or BASE_URLS.get(new.preset, ""),
            may_be_private=settings.may_ask_private_addresses,
        ),
        api_key=_clean_key(new.api_key),
        is_enabled=new.is_enabled,
        masks_personal_data=new.preset not in FREE_AND_TRUSTED if masks is None else masks,
    )


async def update_provider(
    uow: UnitOfWork,
    provider_id: str,
    changes: ProviderChanges,
    settings: Settings,
    version: int | None = None,
) -> Provider:
    """Change a provider; whatever was found out about its faults is then tried anew.

    A key is for the address it was given for: to change that, give the key again. Raises
    CONFLICT with the present row if it is no longer at `version`.
    """
    require_admin(uow.actor)
    provider = await lock_row(uow, Provider, provider_id, "provider")
    require_version(provider, version, "provider")
    changed = _set_fields(provider, changes, settings)
    if changes.api_key is not UNSET:
        key = _clean_key(changes.api_key)
        if key or provider.encrypted_key:
            changed.append(Change("apiKey", None, "changed" if key else "removed"))
        provider.encrypted_key = _encrypted(key, provider.id, settings)
    if not changed:
        return provider
    names = {change.field for change in changed}
    forgotten = ["triage_fault", "answer_fault", "faulty_since"]
    forgotten += ["triage_ability"] if names & {"baseUrl", "triageModel"} else []
    forgotten += ["answer_ability"] if names & {"baseUrl", "answerModel"} else []
    provider.update_from_dict(dict.fromkeys(forgotten))
    provider.version += 1
    provider.updated_at = uow.now
    _refuse_taken_name(provider, await Provider.all().using_db(uow.db))
    await _save(uow, provider)
    record_provider_change(uow, provider, *changed)
    return provider


async def delete_provider(uow: UnitOfWork, provider_id: str) -> Provider:
    """The books of its calls stay."""
    require_admin(uow.actor)
    provider = await lock_row(uow, Provider, provider_id, "provider")
    await provider.delete(using_db=uow.db)
    record_provider_change(uow, provider, action="deleted")
    return provider


async def reorder_providers(uow: UnitOfWork, ids: Sequence[str]) -> list[Provider]:
    """Put all providers into the order of `ids`, which names each of them once."""
    require_admin(uow.actor)

    def record(provider: Provider, change: Change) -> str:
        return record_provider_change(uow, provider, change, action="reordered")

    return await reorder(uow, Provider, ids, "provider", record)


def _set_fields(provider: Provider, changes: ProviderChanges, settings: Settings) -> list[Change]:
    changed = []
    for field in fields(changes):
        value = getattr(changes, field.name)
        if value is UNSET or field.name == "api_key":
            continue
        shown = _NAMES[field.name]
        if field.name == "base_url":
            value = _other_address(provider, changes, settings)
        elif isinstance(value, str):
            value = clean_name(value, shown)
        before = getattr(provider, field.name)
        if value != before:
            changed.append(Change(shown, before, value))
            setattr(provider, field.name, value)
    return changed


def _other_address(provider: Provider, changes: ProviderChanges, settings: Settings) -> str:
    given = changes.base_url if changes.base_url is not UNSET else ""
    url = clean_base_url(
        given or BASE_URLS.get(provider.preset, ""),
        may_be_private=settings.may_ask_private_addresses,
    )
    has_moved = origin_of(url) != origin_of(provider.base_url)
    if has_moved and provider.encrypted_key and changes.api_key is UNSET:
        message = "The kept key is for the other address: give the key again, or an empty one."
        raise invalid(message, "apiKey", code=ErrorCode.REQUIRED)
    return url


def _clean_key(key: str) -> str:
    key = key.strip()
    if len(key) > limits.API_KEY_LENGTH:
        message = f"At most {limits.API_KEY_LENGTH} characters."
        raise invalid(message, "apiKey", code=ErrorCode.TOO_LONG)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise invalid("A key has only ASCII characters and no blanks.", "apiKey")
    return key


def _encrypted(key: str, provider_id: str, settings: Settings) -> str | None:
    if not key:
        return None
    keyring = Keyring.of(settings)
    if not keyring.can_encrypt:
        raise invalid(_NO_MASTER_KEY, "apiKey")
    return keyring.encrypt(key, provider_id)


def _refuse_taken_name(provider: Provider, others: Sequence[Provider]) -> None:
    folded = fold_name(provider.name)
    if any(other.id != provider.id and fold_name(other.name) == folded for other in others):
        raise name_taken()


async def _save(uow: UnitOfWork, provider: Provider, *, is_new: bool = False) -> None:
    try:
        await provider.save(using_db=uow.db, force_create=is_new)
    except IntegrityError:
        raise name_taken() from None
