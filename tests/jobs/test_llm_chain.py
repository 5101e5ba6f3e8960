"""Several providers on real sockets: who is asked, in which order, and who no more."""

import asyncio
import time
from collections.abc import Awaitable

import pytest

from domain import clock
from domain.errors import PermanentError, TransientError
from domain.models import Event, Job, LlmCall, LlmDay, Mail, Provider, User
from domain.providers import ProviderChanges, load_budget, set_budget, update_provider
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind, LlmOutcome, MailKind, ProviderFault
from jobs.adapters import llm as adapter
from jobs.adapters.llm_breaker import FAILURES, LONGEST_OPEN_S, OPEN_S, Breaker
from jobs.run_job import run_job
from tests.domain.factories import open_desk
from tests.fake_llm import COST_MICROS, FakeModel, fails, says
from tests.jobs.llm_desk import KEY, add_provider, ask, chain_of, llm_settings
from tests.jobs.support import make_services

pytestmark = pytest.mark.usefixtures("impatient")
GOOD = says({"a": "b"})
SPENT = "The daily budget for language models is spent."


async def test_the_next_provider_answers_when_one_fails(
    db: str, fake: FakeModel, other_fake: FakeModel
) -> None:
    await add_provider(fake, "First")
    await add_provider(other_fake, "Second")
    fake.script(says("{"))
    other_fake.script(GOOD)
    async with chain_of(llm_settings()) as chain:
        completion = await ask(chain, subject_id="trn_1")
    assert completion.provider == "Second"
    assert completion.cost_micros == COST_MICROS
    calls = await LlmCall.filter(subject_id="trn_1").order_by("created_at", "id")
    assert [(c.provider, c.outcome, c.cost_micros) for c in calls] == [
        ("First", LlmOutcome.UNUSABLE, COST_MICROS),
        ("Second", LlmOutcome.ANSWERED, COST_MICROS),
    ]
    assert (await LlmDay.get()).spent_micros == 2 * COST_MICROS


async def test_a_late_provider_is_not_asked_twice_while_there_is_another(
    db: str, fake: FakeModel, other_fake: FakeModel
) -> None:
    await add_provider(fake, "First")
    await add_provider(other_fake, "Second")
    fake.hold()
    other_fake.script(GOOD)
    async with chain_of(llm_settings(llm_timeout_s=0.3)) as chain:
        assert (await ask(chain)).provider == "Second"
    assert len(fake.requests) == 1


async def test_when_nobody_answers_the_error_says_why_of_each(
    db: str, fake: FakeModel, other_fake: FakeModel
) -> None:
    await add_provider(fake, "First")
    await add_provider(other_fake, "Second")
    fake.script(fails(500))
    other_fake.script(says("no"))
    async with chain_of(llm_settings()) as chain:
        with pytest.raises(TransientError) as caught:
            await ask(chain)
    assert "First: It answered 500." in str(caught.value)
    assert "Second: The answer contains no JSON object." in str(caught.value)


@pytest.mark.parametrize(
    ("status", "fault"), [(401, ProviderFault.KEY_REFUSED), (404, ProviderFault.MODEL_GONE)]
)
async def test_what_only_an_admin_can_mend_is_told_once_and_not_asked_again(
    db: str, fake: FakeModel, status: int, fault: ProviderFault
) -> None:
    desk = await open_desk()
    row = await add_provider(fake)
    fake.script(fails(status))
    async with chain_of(llm_settings()) as chain:
        results = await asyncio.gather(*(ask(chain) for _ in range(3)), return_exceptions=True)
        assert all(isinstance(result, PermanentError) for result in results)
        asked = len(fake.requests)
        with pytest.raises(PermanentError, match=r"Ours: it"):
            await ask(chain)
        assert len(fake.requests) == asked
        row = await Provider.get(id=row.id)
        assert row.triage_fault is fault
        events = await Event.filter(kind=EventKind.CATALOG_CHANGED, subject_id=row.id)
        assert [event.data["action"] for event in events] == ["set_aside"]
        [job] = await Job.filter(kind=JobKind.NOTIFY)
        await run_job(job.id, make_services())
        [mail] = await Mail.all()
        assert (mail.kind, mail.recipient_id) == (MailKind.PROVIDER_FAULT, desk.admin.user_id)
        assert "“Ours”" in mail.text_body
        assert KEY not in mail.text_body + mail.html_body
        fake.script(GOOD)
        changes = ProviderChanges(triage_model="sorter-2")
        await transact(update_provider, desk.admin, row.id, changes, llm_settings())
        assert (await ask(chain)).content == {"a": "b"}


async def test_an_admin_may_switch_such_mails_off(db: str, fake: FakeModel) -> None:
    desk = await open_desk()
    await User.filter(id=desk.admin.user_id).update(muted_mails=["PROVIDER_FAULT"])
    await add_provider(fake)
    fake.script(fails(401))
    async with chain_of(llm_settings()) as chain:
        with pytest.raises(PermanentError):
            await ask(chain)
    [job] = await Job.filter(kind=JobKind.NOTIFY)
    await run_job(job.id, make_services())
    assert not await Mail.exists()


async def test_the_environments_refused_key_is_told_once_as_well(db: str, fake: FakeModel) -> None:
    await open_desk()
    fake.script(fails(401))
    for _ in range(2):
        async with chain_of(llm_settings(fake)) as each_process:
            with pytest.raises(PermanentError):
                await ask(each_process)
    assert len(fake.requests) == 1
    assert await Job.filter(kind=JobKind.NOTIFY).count() == 1
    async with chain_of(llm_settings(fake, llm_model="another")) as chain:
        fake.script(GOOD)
        assert (await ask(chain)).content == {"a": "b"}


async def test_a_provider_that_keeps_failing_is_left_alone(
    db: str, fake: FakeModel, other_fake: FakeModel
) -> None:
    await add_provider(fake, "First")
    await add_provider(other_fake, "Second")
    fake.script(fails(503))
    other_fake.script(GOOD)
    async with chain_of(llm_settings()) as chain:
        for _ in range(6):
            assert (await ask(chain)).provider == "Second"
    assert len(fake.requests) == FAILURES


async def test_a_retry_after_is_honoured_in_reason(
    db: str, fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_provider(fake)
    fake.script(fails(429, retry_after="1"), GOOD)
    async with chain_of(llm_settings()) as chain:
        started = time.monotonic()
        await ask(chain)
        assert 1.0 <= time.monotonic() - started < 3.0
        fake.script(fails(429, retry_after="60"))
        started = time.monotonic()
        for _ in range(2):
            with pytest.raises(TransientError):
                await ask(chain)
        assert time.monotonic() - started < 1.0
    assert len(fake.requests) == 3, "not before the minute is over"


async def test_the_whole_ends_before_the_job_does(
    db: str, fake: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "WHOLE_S", 1.6)
    await add_provider(fake)
    fake.hold()
    async with chain_of(llm_settings(llm_timeout_s=1)) as chain:
        started = time.monotonic()
        with pytest.raises(TransientError):
            await ask(chain)
        assert time.monotonic() - started < 1.5
    assert len(fake.requests) == 1, "no time was left for a second try"


async def test_a_spent_budget_ends_it_before_anything_is_sent(db: str, fake: FakeModel) -> None:
    desk = await open_desk()
    await add_provider(fake)
    fake.script(GOOD)
    await transact(set_budget, desk.admin, 5_000)
    async with chain_of(llm_settings()) as chain:
        results = [await _outcome(ask(chain)) for _ in range(10)]
    budget = await load_budget(clock.now())
    answered = results.count("answered")
    assert results == ["answered"] * answered + [SPENT] * (10 - answered)
    assert answered == len(fake.requests) >= 1
    assert budget.spent_today_micros == answered * COST_MICROS <= 5_000
    assert budget.reserved_today_micros == 0


async def _outcome(asking: Awaitable[object]) -> str:
    try:
        await asking
    except PermanentError as error:
        return str(error)
    return "answered"


async def test_many_at_once_do_not_overshoot_the_budget(db: str, fake: FakeModel) -> None:
    desk = await open_desk()
    await add_provider(fake)
    fake.script(GOOD)
    await transact(set_budget, desk.admin, 20_000)
    async with chain_of(llm_settings()) as chain:
        for _ in range(3):
            await asyncio.gather(*(ask(chain) for _ in range(20)), return_exceptions=True)
    budget = await load_budget(clock.now())
    assert 0 < budget.spent_today_micros <= 20_000
    assert budget.spent_today_micros == fake.answered * COST_MICROS
    assert budget.reserved_today_micros == 0


async def test_a_cancelled_question_is_in_the_books(db: str, fake: FakeModel) -> None:
    await add_provider(fake)
    fake.hold()
    async with chain_of(llm_settings()) as chain:
        asking = asyncio.create_task(ask(chain))
        await fake.asked.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        fake.release()
        [call] = await LlmCall.all()
        assert call.outcome is LlmOutcome.ABANDONED
        assert call.reserved_micros > 0
        fake.script(GOOD)
        assert (await ask(chain)).content == {"a": "b"}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_breaker_opens_probes_and_closes() -> None:
    now = Clock()
    breaker = Breaker(now)
    for _ in range(FAILURES):
        assert breaker.admits()
        breaker.failed()
    assert not breaker.admits()
    now.now += OPEN_S
    assert breaker.admits(), "one probe"
    assert not breaker.admits(), "and no second beside it"
    breaker.failed()
    now.now += OPEN_S
    assert not breaker.admits(), "twice as long"
    now.now += OPEN_S
    assert breaker.admits()
    breaker.ended_otherwise()
    assert breaker.admits(), "a probe that says nothing is followed by another"
    breaker.succeeded()
    assert all(breaker.admits() for _ in range(10))


def test_a_breaker_waits_no_longer_than_its_longest() -> None:
    now = Clock()
    breaker = Breaker(now)
    for _ in range(FAILURES):
        breaker.failed()
    for _ in range(10):
        now.now += LONGEST_OPEN_S
        assert breaker.admits()
        breaker.failed()
    breaker.rest(10_000)
    now.now += LONGEST_OPEN_S
    assert breaker.admits()
