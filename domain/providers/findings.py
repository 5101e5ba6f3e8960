"""What calls find out about a provider, kept so that it is found out once."""

from domain.events import Change, NewEvent
from domain.models import Provider, Setting
from domain.ports import ModelSource
from domain.providers.budgets import LLM
from domain.providers.events import record_provider_change
from domain.providers.sources import ENVIRONMENT_FAULT, environment_digest
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import (
    EventKind,
    JobKind,
    LlmPurpose,
    MailKind,
    ProviderFault,
    StructuredOutput,
    SubjectType,
)


async def set_aside(
    uow: UnitOfWork,
    source: ModelSource,
    purpose: LlmPurpose,
    fault: ProviderFault,
    settings: Settings,
) -> None:
    """Ask this model no more until somebody changes its provider, and tell the admins, once."""
    if source.id is None:
        await _set_environment_aside(uow, source, fault, settings)
        return
    provider = await _as_asked(uow, source)
    if provider is None:
        return
    is_key = fault is ProviderFault.KEY_REFUSED
    changes = []
    for field, is_concerned in (
        ("triage_fault", is_key or purpose is LlmPurpose.TRIAGE),
        ("answer_fault", is_key or purpose is not LlmPurpose.TRIAGE),
    ):
        before = getattr(provider, field)
        if is_concerned and before is not fault:
            setattr(provider, field, fault)
            changes.append(Change.of(_shown(field), before, fault))
    if not changes:
        return
    provider.faulty_since = provider.faulty_since or uow.now
    await provider.save(
        using_db=uow.db, update_fields=("triage_fault", "answer_fault", "faulty_since")
    )
    event_id = record_provider_change(uow, provider, *changes, action="set_aside")
    _tell_admins(uow, source, fault, event_id)


async def note_ability(
    uow: UnitOfWork, source: ModelSource, purpose: LlmPurpose, ability: StructuredOutput
) -> None:
    """Remember how much of a JSON answer this model's endpoint guarantees."""
    provider = await _as_asked(uow, source)
    if provider is None:
        return
    field = "triage_ability" if purpose is LlmPurpose.TRIAGE else "answer_ability"
    if getattr(provider, field) is not ability:
        setattr(provider, field, ability)
        await provider.save(using_db=uow.db, update_fields=(field,))


async def clear_faults(uow: UnitOfWork, provider: Provider, *purposes: LlmPurpose) -> None:
    """A test has shown that the model answers."""
    changes = []
    for purpose in purposes:
        field = "triage_fault" if purpose is LlmPurpose.TRIAGE else "answer_fault"
        before = getattr(provider, field)
        if before is not None:
            setattr(provider, field, None)
            changes.append(Change.of(_shown(field), before, None))
    if provider.triage_fault is None and provider.answer_fault is None:
        provider.faulty_since = None
    if changes:
        await provider.save(
            using_db=uow.db, update_fields=("triage_fault", "answer_fault", "faulty_since")
        )
        record_provider_change(uow, provider, *changes)


async def _as_asked(uow: UnitOfWork, source: ModelSource) -> Provider | None:
    """The row, unless it was changed since: then the finding is about something else."""
    rows = Provider.filter(id=source.id, version=source.version).using_db(uow.db)
    return await rows.select_for_update().get_or_none()


async def _set_environment_aside(
    uow: UnitOfWork, source: ModelSource, fault: ProviderFault, settings: Settings
) -> None:
    value = {"of": environment_digest(settings), "fault": fault.value}
    known = await Setting.get_or_none(key=ENVIRONMENT_FAULT, using_db=uow.db)
    if known is not None and known.value == value:
        return
    defaults = {"value": value, "updated_at": uow.now}
    await Setting.update_or_create(key=ENVIRONMENT_FAULT, defaults=defaults, using_db=uow.db)
    event_id = uow.record(
        NewEvent(
            EventKind.SETTINGS_CHANGED,
            SubjectType.SETTINGS,
            LLM,
            changes=(Change("fault", None, fault.value),),
            data={"action": "set_aside", "name": source.name},
        )
    )
    _tell_admins(uow, source, fault, event_id)


def _tell_admins(uow: UnitOfWork, source: ModelSource, fault: ProviderFault, event_id: str) -> None:
    payload = {
        "mailKind": MailKind.PROVIDER_FAULT.value,
        "eventId": event_id,
        "data": {"name": source.name, "model": source.model, "fault": fault.value},
    }
    uow.enqueue(JobKind.NOTIFY, f"{event_id}:provider_fault", payload)


def _shown(field: str) -> str:
    return {"triage_fault": "triageFault", "answer_fault": "answerFault"}[field]
