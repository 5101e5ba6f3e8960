"""Provider rows: what is refused, what is recorded, and that keys go nowhere."""

import json
from typing import Any

import pytest
from pydantic import SecretStr

from domain.actors import SYSTEM
from domain.errors import DomainError, ErrorCode
from domain.models import Event, Provider
from domain.ports import ModelSource
from domain.providers import (
    NewProvider,
    ProviderChanges,
    create_provider,
    delete_model_price,
    delete_provider,
    reorder_providers,
    set_model_price,
    update_provider,
)
from domain.providers.addresses import clean_base_url, is_allowed
from domain.providers.findings import note_ability, set_aside
from domain.providers.sources import load_sources
from domain.settings import Settings
from domain.unit_of_work import transact
from domain.vocabulary import (
    LlmPurpose,
    ProviderFault,
    ProviderPreset,
    StructuredOutput,
    SubjectType,
)
from tests.domain.factories import Desk, open_desk, refused

KEY = "zqsecretkey9"
PRODUCTION = "postgres://nobody@127.0.0.1/none"


def make_settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **({"master_key": SecretStr("m" * 40)} | values))


def new_provider(**values: Any) -> NewProvider:
    known = {"name": "Ours", "preset": ProviderPreset.OPENAI, "triage_model": "sorter"}
    return NewProvider(**(known | values))


async def create(desk: Desk, settings: Settings | None = None, **values: Any) -> Provider:
    settings = settings or make_settings()
    return await transact(create_provider, desk.admin, new_provider(**values), settings)


async def events() -> list[Event]:
    return await Event.filter(
        subject_type__in=[SubjectType.PROVIDER, SubjectType.MODEL_PRICE, SubjectType.SETTINGS]
    ).order_by("position")


async def test_a_provider_is_kept_with_its_presets_address_and_an_encrypted_key(db: str) -> None:
    desk = await open_desk()
    row = await create(desk, api_key=KEY)
    row = await Provider.get(id=row.id)
    assert row.base_url == "https://api.openai.com/v1"
    assert row.answer_model == "sorter"
    assert row.masks_personal_data
    assert KEY not in json.dumps(dict(row), default=str)
    [event] = await events()
    assert KEY not in json.dumps([event.changes, event.data])
    [source] = (await load_sources(make_settings(), LlmPurpose.TRIAGE)).usable
    assert (source.api_key, source.model) == (KEY, "sorter")
    assert KEY not in repr(source)


async def test_a_model_in_the_house_sees_what_the_house_sees_and_costs_nothing(db: str) -> None:
    desk = await open_desk()
    row = await create(desk, preset=ProviderPreset.LOCAL)
    assert not row.masks_personal_data
    [source] = (await load_sources(make_settings(), LlmPurpose.ANSWER)).usable
    assert source.cost(1_000_000, 1_000_000) == 0


async def test_without_a_master_key_no_key_is_kept(db: str) -> None:
    desk = await open_desk()
    bare = make_settings(master_key=SecretStr(""))
    error = await refused(create(desk, bare, api_key=KEY), ErrorCode.INVALID)
    assert error.path == ("input", "apiKey")
    assert "DESKWIRE_MASTER_KEY" in error.message
    assert (await create(desk, bare)).encrypted_key is None


async def test_names_are_taken_once_in_any_case(db: str) -> None:
    desk = await open_desk()
    await create(desk)
    await refused(create(desk, name="OURS"), ErrorCode.NOT_UNIQUE)
    other = await create(desk, name="Other")
    changes = ProviderChanges(name="ours")
    work = transact(update_provider, desk.admin, other.id, changes, make_settings())
    await refused(work, ErrorCode.NOT_UNIQUE)


async def test_there_is_an_end_to_providers(db: str) -> None:
    desk = await open_desk()
    for number in range(20):
        await create(desk, name=f"Number {number}")
    await refused(create(desk, name="One more"), ErrorCode.OUT_OF_RANGE)


async def test_a_kept_key_is_sent_to_no_other_address(db: str) -> None:
    desk = await open_desk()
    row = await create(desk, api_key=KEY)
    elsewhere = "https://collector.example/v1"
    work = transact(
        update_provider, desk.admin, row.id, ProviderChanges(base_url=elsewhere), make_settings()
    )
    error = await refused(work, ErrorCode.REQUIRED)
    assert error.path == ("input", "apiKey")
    same_host = ProviderChanges(base_url="https://api.openai.com/v2")
    await transact(update_provider, desk.admin, row.id, same_host, make_settings())
    changes = ProviderChanges(base_url=elsewhere, api_key="another")
    await transact(update_provider, desk.admin, row.id, changes, make_settings())
    [source] = (await load_sources(make_settings(), LlmPurpose.TRIAGE)).usable
    assert (source.base_url, source.api_key) == (elsewhere, "another")
    changed = [change["field"] for change in (await events())[-1].changes]
    assert changed == ["baseUrl", "apiKey"]


async def test_an_older_version_conflicts_and_shows_the_present_one(db: str) -> None:
    desk = await open_desk()
    row = await create(desk)
    changes = ProviderChanges(triage_model="other")
    row = await transact(update_provider, desk.admin, row.id, changes, make_settings(), 1)
    assert row.version == 2
    work = transact(update_provider, desk.admin, row.id, changes, make_settings(), 1)
    error = await refused(work, ErrorCode.CONFLICT)
    assert isinstance(error.current, Provider)


async def test_providers_are_asked_in_the_order_that_is_set(db: str) -> None:
    desk = await open_desk()
    rows = [await create(desk, name=name) for name in ("A", "B", "C")]
    ids = [rows[2].id, rows[0].id, rows[1].id]
    await transact(reorder_providers, desk.admin, ids)
    sources = await load_sources(make_settings(), LlmPurpose.TRIAGE)
    assert [source.name for source in sources.usable] == ["C", "A", "B"]
    await refused(transact(reorder_providers, desk.admin, ids[:2]), ErrorCode.INVALID)
    await transact(delete_provider, desk.admin, rows[0].id)
    off = ProviderChanges(is_enabled=False)
    await transact(update_provider, desk.admin, rows[1].id, off, make_settings())
    sources = await load_sources(make_settings(), LlmPurpose.TRIAGE)
    assert [source.name for source in sources.usable] == ["C"]


async def test_the_environment_names_a_provider_while_there_is_no_row(db: str) -> None:
    desk = await open_desk()
    named = make_settings(llm_api_key=SecretStr("k"), llm_model="small")
    [source] = (await load_sources(named, LlmPurpose.TRIAGE)).usable
    assert (source.id, source.model, source.api_key) == (None, "small", "k")
    assert source.base_url == "https://api.openai.com/v1"
    assert not (await load_sources(make_settings(), LlmPurpose.TRIAGE)).usable
    await create(desk)
    [source] = (await load_sources(named, LlmPurpose.TRIAGE)).usable
    assert source.name == "Ours"


async def source_of(settings: Settings, purpose: LlmPurpose) -> ModelSource:
    [source] = (await load_sources(settings, purpose)).usable
    return source


async def test_a_fault_sets_a_model_aside_once_until_the_provider_changes(db: str) -> None:
    desk, settings = await open_desk(), make_settings()
    row = await create(desk, answer_model="writer")
    source = await source_of(settings, LlmPurpose.ANSWER)
    for _ in range(2):
        await transact(
            set_aside, SYSTEM, source, LlmPurpose.ANSWER, ProviderFault.MODEL_GONE, settings
        )
    answers = await load_sources(settings, LlmPurpose.ANSWER)
    assert (answers.usable, answers.set_aside) == ((), ("Ours: it has no such model",))
    assert (await load_sources(settings, LlmPurpose.TRIAGE)).usable
    assert [event.data["action"] for event in await events()] == ["created", "set_aside"]
    changes = ProviderChanges(answer_model="writer-2")
    await transact(update_provider, desk.admin, row.id, changes, settings)
    again = await source_of(settings, LlmPurpose.ANSWER)
    await transact(set_aside, SYSTEM, source, LlmPurpose.ANSWER, ProviderFault.MODEL_GONE, settings)
    assert await source_of(settings, LlmPurpose.ANSWER) == again, "an old finding says nothing"


async def test_a_refused_key_sets_both_models_aside(db: str) -> None:
    desk, settings = await open_desk(), make_settings()
    await create(desk, answer_model="writer")
    source = await source_of(settings, LlmPurpose.TRIAGE)
    await transact(
        set_aside, SYSTEM, source, LlmPurpose.TRIAGE, ProviderFault.KEY_REFUSED, settings
    )
    for purpose in (LlmPurpose.TRIAGE, LlmPurpose.ANSWER):
        assert not (await load_sources(settings, purpose)).usable


async def test_the_environments_provider_is_set_aside_until_it_is_named_anew(db: str) -> None:
    settings = make_settings(llm_api_key=SecretStr("k"))
    source = await source_of(settings, LlmPurpose.TRIAGE)
    for _ in range(2):
        await transact(
            set_aside, SYSTEM, source, LlmPurpose.TRIAGE, ProviderFault.KEY_REFUSED, settings
        )
    assert not (await load_sources(settings, LlmPurpose.TRIAGE)).usable
    assert len(await events()) == 1
    other_key = make_settings(llm_api_key=SecretStr("k2"))
    assert (await load_sources(other_key, LlmPurpose.TRIAGE)).usable


async def test_an_ability_is_remembered_until_address_or_model_change(db: str) -> None:
    desk, settings = await open_desk(), make_settings()
    row = await create(desk)
    source = await source_of(settings, LlmPurpose.TRIAGE)
    await transact(note_ability, SYSTEM, source, LlmPurpose.TRIAGE, StructuredOutput.PLAIN)
    assert (await source_of(settings, LlmPurpose.TRIAGE)).ability is StructuredOutput.PLAIN
    renamed = ProviderChanges(name="Renamed")
    await transact(update_provider, desk.admin, row.id, renamed, settings)
    assert (await source_of(settings, LlmPurpose.TRIAGE)).ability is StructuredOutput.PLAIN
    await transact(update_provider, desk.admin, row.id, ProviderChanges(triage_model="b"), settings)
    assert (await source_of(settings, LlmPurpose.TRIAGE)).ability is None


async def test_a_price_row_wins_over_the_setting(db: str) -> None:
    desk, settings = await open_desk(), make_settings()
    await create(desk)
    assert (await source_of(settings, LlmPurpose.TRIAGE)).cost(1000, 100) == 560
    price = await transact(set_model_price, desk.admin, "sorter", 1_000_000, 10_000_000)
    assert (await source_of(settings, LlmPurpose.TRIAGE)).cost(1000, 100) == 2000
    await transact(set_model_price, desk.admin, "sorter", 1, 1)
    assert (await source_of(settings, LlmPurpose.TRIAGE)).cost(1, 1) == 1, "rounded up"
    await transact(delete_model_price, desk.admin, price.id)
    actions = [event.data.get("action") for event in await events()]
    assert actions == ["created", "created", "updated", "deleted"]
    await refused(transact(set_model_price, desk.admin, "sorter", -1, 1), ErrorCode.OUT_OF_RANGE)


ALWAYS_REFUSED = [
    "", "ftp://models.example", "https://", "not a url", "https://user:pw@models.example/v1",
    "https://models.example/v1?key=1", "https://models.example/v1#x", "http://models.example/v1",
    "http://169.254.169.254/latest", "https://[fe80::1]/v1", "http://0.0.0.0/v1",
    "https://224.0.0.1/v1", "http://[::ffff:169.254.169.254]/v1", "https://models.example:x/v1",
    "https://mödels.example/v1", "https://models.example/" + "a" * 500,
]  # fmt: skip
PRIVATE = [
    "http://127.0.0.1:11434/v1", "http://localhost:8000/v1", "https://10.0.0.5/v1",
    "http://192.168.1.2/v1", "http://[::1]/v1", "http://ollama:11434/v1",
    "http://models.internal/v1", "http://[::ffff:10.0.0.1]/v1", "http://metadata/v1",
]  # fmt: skip


@pytest.mark.parametrize("url", ALWAYS_REFUSED)
async def test_these_addresses_are_never_asked(db: str, url: str) -> None:
    desk = await open_desk()
    with pytest.raises(DomainError) as caught:
        await create(desk, preset=ProviderPreset.CUSTOM, base_url=url)
    assert caught.value.path == ("input", "baseUrl")


@pytest.mark.parametrize("url", PRIVATE)
def test_addresses_in_the_house_need_consent(url: str) -> None:
    assert clean_base_url(url, may_be_private=True) == url
    with pytest.raises(DomainError, match="DESKWIRE_LLM_PRIVATE_ADDRESSES"):
        clean_base_url(url, may_be_private=False)


def test_consent_is_given_by_default_to_an_embedded_desk_only() -> None:
    assert make_settings().may_ask_private_addresses
    assert not make_settings(database_url=PRODUCTION).may_ask_private_addresses
    consenting = make_settings(database_url=PRODUCTION, llm_private_addresses=True)
    assert consenting.may_ask_private_addresses


@pytest.mark.parametrize(
    ("address", "in_public", "in_the_house"),
    [
        ("93.184.216.34", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:a9fe:a9fe::1", False, False),
    ],
)
def test_a_resolved_address_is_checked_again(
    address: str, in_public: bool, in_the_house: bool
) -> None:
    assert is_allowed(address, may_be_private=False) is in_public
    assert is_allowed(address, may_be_private=True) is in_the_house
