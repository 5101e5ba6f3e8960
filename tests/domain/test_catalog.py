"""Categories, skills, tags and triage rules: who edits them, and what holds them together."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.actors import SYSTEM, Actor
from domain.catalog import category_delete
from domain.catalog.categories import (
    CategoryChanges,
    create_category,
    update_category,
)
from domain.catalog.category_delete import delete_category, retire_category
from domain.catalog.defaults import ensure_defaults
from domain.catalog.names import key_from
from domain.catalog.skills import create_skill, delete_skill, update_skill
from domain.catalog.tags import create_tag, delete_tag, rename_tag
from domain.catalog.triage_rules import (
    TriageRuleChanges,
    create_triage_rule,
    delete_triage_rule,
    reorder_triage_rules,
    update_triage_rule,
)
from domain.errors import AccessError, DomainError, ErrorCode
from domain.ids import new_id
from domain.models import (
    Category,
    Event,
    Job,
    Skill,
    Tag,
    Ticket,
    TicketSkill,
    TicketTag,
    TriageRule,
    UserSkill,
)
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind, Role, SubjectType
from tests.domain.accounts_fixtures import as_user, make_category, make_ticket, make_user

pytestmark = pytest.mark.usefixtures("db")
CONDITIONS, RESULTS = {"any": ["invoice*"]}, {"category": "billing"}


@pytest.fixture
async def admin(db: str) -> Actor:
    return as_user(await make_user("Root", Role.ADMIN))


async def refusal(verb: Any, actor: Actor, *args: Any, **values: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await transact(verb, actor, *args, **values)
    return caught.value


async def actions(subject: SubjectType) -> list[str]:
    events = await Event.filter(kind=EventKind.CATALOG_CHANGED, subject_type=subject)
    return [event.data["action"] for event in sorted(events, key=lambda e: e.position or 0)]


async def test_a_category_is_made_changed_and_deleted_with_an_event_each(admin: Actor) -> None:
    made = await transact(create_category, admin, " Returns  & More ", "Sent back", ("I want",))
    assert (made.name, made.key, made.is_default) == ("Returns & More", "returns-more", False)
    changed = await transact(
        update_category, admin, made.id, CategoryChanges(name="Returns", examples=("a", "b"))
    )
    assert (changed.name, changed.key, changed.examples) == ("Returns", "returns-more", ["a", "b"])
    await transact(delete_category, admin, made.id)
    assert await Category.all().count() == 0
    assert await actions(SubjectType.CATEGORY) == ["created", "updated", "deleted"]


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("Bücher & Medien", [], "bucher-medien"),
        ("日本語", [], "category"),
        ("Bug", ["bug"], "bug-2"),
        ("Bug!", ["bug", "bug-2"], "bug-3"),
        ("x" * 100, [], "x" * 35),
    ],
)
def test_a_key_is_short_plain_and_free(name: str, taken: list[str], key: str) -> None:
    assert key_from(name, frozenset(taken)) == key


@pytest.mark.parametrize("verb", [create_category, create_skill, create_tag])
async def test_a_name_is_unique_whatever_the_case(
    verb: Callable[..., Awaitable[Any]], admin: Actor
) -> None:
    await transact(verb, admin, "Äußeres")
    for name in ("Äußeres", "äussERES", "  ÄUSSERES  "):
        error = await refusal(verb, admin, name)
        assert (error.code, error.path) == (ErrorCode.NOT_UNIQUE, ("input", "name"))


@pytest.mark.parametrize("verb", [create_category, create_skill, create_tag])
async def test_of_ten_creates_of_one_name_at_once_one_wins(
    verb: Callable[..., Awaitable[Any]], admin: Actor
) -> None:
    tried = await asyncio.gather(
        *(transact(verb, admin, "Returns") for _ in range(10)), return_exceptions=True
    )
    errors = [result for result in tried if isinstance(result, BaseException)]
    assert [getattr(error, "code", error) for error in errors] == [ErrorCode.NOT_UNIQUE] * 9


async def test_a_row_may_keep_its_name_in_another_case(admin: Actor) -> None:
    category = await transact(create_category, admin, "returns")
    await transact(update_category, admin, category.id, CategoryChanges(name="Returns"))
    tag = await transact(create_tag, admin, "vip")
    assert (await transact(rename_tag, admin, tag.id, "VIP")).name == "VIP"


async def test_renaming_to_a_taken_name_is_refused(admin: Actor) -> None:
    one, two = [await transact(create_skill, admin, name) for name in ("One", "Two")]
    assert (await refusal(update_skill, admin, two.id, name="ONE")).code is ErrorCode.NOT_UNIQUE
    assert (await Skill.get(id=one.id)).name == "One"


async def test_there_is_always_exactly_one_default(admin: Actor) -> None:
    general = await make_category()
    other = await transact(create_category, admin, "Other")
    error = await refusal(delete_category, admin, general.id)
    assert (error.code, error.path) == (ErrorCode.IN_USE, ("input", "id"))
    off = CategoryChanges(is_default=False)
    assert (await refusal(update_category, admin, general.id, off)).code is ErrorCode.INVALID
    await transact(update_category, admin, other.id, CategoryChanges(is_default=True))
    assert await Category.filter(is_default=True).values_list("id", flat=True) == [other.id]
    await transact(delete_category, admin, general.id)


async def test_a_category_in_use_goes_only_when_its_tickets_move(admin: Actor) -> None:
    general = await make_category()
    old = await transact(create_category, admin, "Old")
    ticket = await make_ticket(await make_user(), old)
    assert (await refusal(delete_category, admin, old.id)).code is ErrorCode.IN_USE
    for target in (old.id, new_id("cat"), "\x00"):
        error = await refusal(delete_category, admin, old.id, target)
        assert error.path == ("input", "moveToId")
    await transact(delete_category, admin, old.id, general.id)
    moved = await Ticket.get(id=ticket.id)
    assert (moved.category_id, moved.version) == (general.id, 2)
    assert moved.field_versions == {"category": 2}
    event = await Event.get(kind=EventKind.TICKET_UPDATED)
    assert (event.ticket_id, event.changes) == (
        ticket.id,
        [{"field": "category", "before": old.id, "after": general.id}],
    )


async def test_thousands_of_tickets_move_in_short_transactions_each_with_its_event(
    admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    general = await make_category()
    old = await transact(create_category, admin, "Old")
    requester = await make_user()
    tickets = [await make_ticket(requester, old) for _ in range(7)]
    monkeypatch.setattr(category_delete, "BATCH", 3)
    deleted = await retire_category(admin, old.id, general.id)
    assert deleted.id == old.id
    assert not await Category.filter(id=old.id).exists()
    rows = await Ticket.filter(category_id=general.id, version=2)
    assert {row.id for row in rows} == {ticket.id for ticket in tickets}
    assert all(row.field_versions == {"category": 2} for row in rows)
    assert all(row.updated_at > row.created_at for row in rows)
    events = await Event.filter(kind=EventKind.TICKET_UPDATED)
    assert sorted(event.ticket_id or "" for event in events) == sorted(row.id for row in rows)
    assert {event.requester_id for event in events} == {requester.id}
    moments = {event.occurred_at for event in events}
    assert len(moments) == 3  # one for each transaction


async def test_what_cannot_be_retired_stays_as_it_is(admin: Actor) -> None:
    general = await make_category()
    old = await transact(create_category, admin, "Old")
    await make_ticket(await make_user(), old)
    moderator = as_user(await make_user("Mo", Role.MODERATOR))
    cases: list[tuple[Actor, str, str | None, ErrorCode]] = [
        (moderator, old.id, general.id, ErrorCode.FORBIDDEN),
        (admin, old.id, None, ErrorCode.IN_USE),
        (admin, old.id, old.id, ErrorCode.INVALID),
        (admin, old.id, "", ErrorCode.NOT_FOUND),
        (admin, general.id, old.id, ErrorCode.IN_USE),
    ]
    for actor, id, target, code in cases:
        with pytest.raises(DomainError) as caught:
            await retire_category(actor, id, target)
        assert caught.value.code is code
    assert await Ticket.filter(category_id=old.id, version=1).count() == 1


async def test_skills_are_made_changed_and_deleted(admin: Actor) -> None:
    skill = await transact(create_skill, admin, "Billing", "Money")
    changed = await transact(update_skill, admin, skill.id, description="All about money")
    assert (changed.name, changed.description) == ("Billing", "All about money")
    await transact(delete_skill, admin, skill.id)
    assert await actions(SubjectType.SKILL) == ["created", "updated", "deleted"]
    assert await Job.filter(kind=JobKind.DRAIN_QUEUE).count() == 1


async def test_a_deleted_tag_is_taken_off_every_ticket(admin: Actor) -> None:
    tag = await transact(create_tag, admin, "vip")
    ticket = await make_ticket(await make_user(), await make_category())
    await TicketTag.create(ticket_id=ticket.id, tag_id=tag.id)
    await transact(delete_tag, admin, tag.id)
    assert await TicketTag.all().count() == 0
    assert await Tag.all().count() == 0


async def test_those_who_had_a_deleted_skill_have_another_instead(admin: Actor) -> None:
    old, new = [await transact(create_skill, admin, name) for name in ("Fax", "Telephone")]
    one, both = [await make_user(name, Role.MODERATOR) for name in ("One", "Both")]
    for user, skill, level in ((one, old, 4), (both, old, 5), (both, new, 2)):
        await UserSkill.create(user_id=user.id, skill_id=skill.id, level=level)
    requester, category = await make_user(), await make_category()
    plain, suggested = [await make_ticket(requester, category) for _ in range(2)]
    for ticket, skill, is_suggested in (
        (plain, old, True),
        (suggested, old, False),
        (suggested, new, True),
    ):
        await TicketSkill.create(ticket_id=ticket.id, skill_id=skill.id, is_suggested=is_suggested)
    await transact(delete_skill, admin, old.id, new.id)
    levels = await UserSkill.all().values_list("user_id", "skill_id", "level")
    assert sorted(levels) == sorted([(one.id, new.id, 4), (both.id, new.id, 2)])
    needs = await TicketSkill.all().values_list("ticket_id", "skill_id", "is_suggested")
    assert sorted(needs) == sorted([(plain.id, new.id, True), (suggested.id, new.id, False)])


async def test_those_who_had_a_deleted_tag_have_another_instead(admin: Actor) -> None:
    old, new, stays = [await transact(create_tag, admin, name) for name in ("old", "new", "stays")]
    requester, category = await make_user(), await make_category()
    one, both = [await make_ticket(requester, category) for _ in range(2)]
    for ticket, tag in ((one, old), (one, stays), (both, old), (both, new)):
        await TicketTag.create(ticket_id=ticket.id, tag_id=tag.id)
    for target, code in (
        (old.id, ErrorCode.INVALID),
        (new_id("tag"), ErrorCode.NOT_FOUND),
        ("", ErrorCode.NOT_FOUND),
    ):
        error = await refusal(delete_tag, admin, old.id, target)
        assert (error.code, error.path) == (code, ("input", "moveToId"))
    await transact(delete_tag, admin, old.id, new.id)
    links = await TicketTag.all().values_list("ticket_id", "tag_id")
    assert sorted(links) == sorted([(one.id, new.id), (one.id, stays.id), (both.id, new.id)])


async def test_rules_are_checked_and_added_at_the_end(admin: Actor) -> None:
    first = await transact(create_triage_rule, admin, "One", CONDITIONS, RESULTS)
    second = await transact(create_triage_rule, admin, "Two", CONDITIONS, RESULTS, 0.5, False)
    assert (first.position, second.position) == (1, 2)
    assert (second.confidence, second.is_enabled) == (0.5, False)
    for conditions, results, confidence, path in (
        ({}, RESULTS, 0.8, "conditions"),
        ({"any": "x"}, RESULTS, 0.8, "conditions"),
        ({"regex": ["("]}, RESULTS, 0.8, "conditions"),
        ({"any": ["a\x00b"]}, RESULTS, 0.8, "conditions"),
        (CONDITIONS, {}, 0.8, "results"),
        (CONDITIONS, {"priority": "HUGE"}, 0.8, "results"),
        (CONDITIONS, RESULTS, 1.5, "confidence"),
    ):
        error = await refusal(create_triage_rule, admin, "Bad", conditions, results, confidence)
        assert error.path[1] == path


async def test_a_rule_changes_at_the_version_that_was_seen(admin: Actor) -> None:
    rule = await transact(create_triage_rule, admin, "One", CONDITIONS, RESULTS)
    changes = TriageRuleChanges(is_enabled=False, confidence=0.9)
    changed = await transact(update_triage_rule, admin, rule.id, changes, 1)
    assert (changed.is_enabled, changed.confidence, changed.version) == (False, 0.9, 2)
    stale = await refusal(update_triage_rule, admin, rule.id, TriageRuleChanges(name="x"), 1)
    assert stale.code is ErrorCode.CONFLICT
    assert isinstance(stale.current, TriageRule)
    bad = await refusal(update_triage_rule, admin, rule.id, TriageRuleChanges(results={}))
    assert bad.path[1] == "results"
    await transact(delete_triage_rule, admin, rule.id)
    assert await actions(SubjectType.TRIAGE_RULE) == ["created", "updated", "deleted"]


async def test_rules_are_reordered_only_as_a_whole(admin: Actor) -> None:
    names = ("One", "Two", "Three")
    rules = [await transact(create_triage_rule, admin, n, CONDITIONS, RESULTS) for n in names]
    ids = [rule.id for rule in rules]
    for wrong in (ids[:2], [*ids, ids[0]], [*ids[:2], new_id("rul")], []):
        error = await refusal(reorder_triage_rules, admin, wrong)
        assert (error.code, error.path) == (ErrorCode.INVALID, ("input", "ids"))
    await transact(reorder_triage_rules, admin, [ids[2], ids[0], ids[1]])
    kept = await TriageRule.all().order_by("position").values_list("name", flat=True)
    assert kept == ["Three", "One", "Two"]


async def test_only_admins_edit_and_only_what_exists(admin: Actor) -> None:
    moderator = as_user(await make_user("Mo", Role.MODERATOR))
    changes = CategoryChanges(name="x")
    for verb, *args in (
        (create_category, "x"),
        (create_skill, "x"),
        (create_tag, "x"),
        (create_triage_rule, "x", CONDITIONS, RESULTS),
        (reorder_triage_rules, []),
    ):
        with pytest.raises(AccessError):
            await transact(verb, moderator, *args)
    for verb, prefix, *args in (
        (update_category, "cat", changes),
        (delete_category, "cat"),
        (update_skill, "skl"),
        (delete_skill, "skl"),
        (rename_tag, "tag", "x"),
        (delete_tag, "tag"),
        (update_triage_rule, "rul", TriageRuleChanges()),
        (delete_triage_rule, "rul"),
    ):
        for row_id in (new_id(prefix), "nonsense\x00"):
            error = await refusal(verb, admin, row_id, *args)
            assert (error.code, error.path) == (ErrorCode.NOT_FOUND, ("input", "id"))


async def test_bad_descriptions_and_examples_are_named(admin: Actor) -> None:
    for args, path in (
        (("x" * 2_001,), ("description",)),
        (("a\x00b",), ("description",)),
        (("", ("fine", " ")), ("examples", "1")),
        (("", ("x",) * 21), ("examples",)),
    ):
        error = await refusal(create_category, admin, "Name", *args)
        assert error.path == ("input", *path)


async def test_a_new_desk_gets_its_defaults_once() -> None:
    done = await asyncio.gather(*(transact(ensure_defaults, SYSTEM) for _ in range(4)))
    assert sorted(done) == [False, False, False, True]
    categories = await Category.all().order_by("key")
    keys = ["account", "billing", "bug", "feature", "general", "technical"]
    assert [category.key for category in categories] == keys
    assert [category.key for category in categories if category.is_default] == ["general"]
    assert all(len(c.examples) >= 4 and len(c.description) > 40 for c in categories)
    assert await Skill.all().count() > 3
    assert await TriageRule.all().count() > 5


async def test_what_an_admin_deleted_does_not_come_back(admin: Actor) -> None:
    await transact(ensure_defaults, SYSTEM)
    bug = await Category.get(key="bug")
    await transact(delete_category, admin, bug.id)
    await transact(ensure_defaults, SYSTEM)
    assert not await Category.exists(key="bug")
