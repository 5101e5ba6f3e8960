"""People and the catalog through the API."""

from typing import Any

import pytest

from domain.accounts.api_tokens import create_api_token, revoke_api_token
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.catalog import ensure_defaults
from domain.models import Category
from domain.unit_of_work import transact
from domain.vocabulary import Role
from tests.domain.accounts_fixtures import as_user, make_user, settings, sign_in
from tests.schema.desk import Desk
from tests.schema.policy_scene import make_dead_job

pytestmark = pytest.mark.usefixtures("db")
RULE = {"name": "Invoices", "conditions": {"any": ["invoice"]}, "results": {"category": "billing"}}


@pytest.fixture
def desk() -> Desk:
    return Desk(settings())


@pytest.fixture
async def admin(db: str) -> Actor:
    return as_user(await make_user("Root", Role.ADMIN))


async def test_staff_list_people_and_others_do_not(desk: Desk, admin: Actor) -> None:
    moderator = as_user(await make_user("Mo", Role.MODERATOR))
    ann = as_user(await make_user("Ann"))
    query = "{ users(filter: {role: {eq: MODERATOR}}) { nodes { id name } totalCount } }"
    listed = (await desk.data(moderator, query))["users"]
    assert listed == {"nodes": [{"id": moderator.user_id, "name": "Mo"}], "totalCount": 1}
    assert await desk.code(ann, query) == "FORBIDDEN"
    assert await desk.code(ANONYMOUS, query) == "UNAUTHENTICATED"


async def test_lists_are_filtered_sorted_and_paged(desk: Desk, admin: Actor) -> None:
    await transact(ensure_defaults, SYSTEM)
    for name in ("Cy", "Bo", "Al"):
        await make_user(name, Role.MODERATOR)
    query = """query($after: String) { users(first: 2, after: $after,
      filter: {or: [{role: {eq: MODERATOR}}, {skills: {some: {level: {gt: 3}}}}],
        isDeleted: {eq: false}, not: {tags: {has: "vip"}}},
      orderBy: {field: NAME, direction: DESC}) {
        totalCount nodes { name } pageInfo { endCursor } } }"""
    page = (await desk.data(admin, query))["users"]
    assert (page["totalCount"], page["nodes"]) == (3, [{"name": "Cy"}, {"name": "Bo"}])
    rest = (await desk.data(admin, query, {"after": page["pageInfo"]["endCursor"]}))["users"]
    assert rest["nodes"] == [{"name": "Al"}]
    categories = """{ categories(filter: {key: {in: ["bug", "billing"]}},
      orderBy: {field: NAME, direction: DESC}) { nodes { key } } }"""
    listed = (await desk.data(admin, categories))["categories"]["nodes"]
    assert listed == [{"key": "bug"}, {"key": "billing"}]
    rules = "{ triageRules(filter: {isEnabled: {eq: false}}) { totalCount } }"
    assert (await desk.data(admin, rules))["triageRules"]["totalCount"] == 0


async def test_a_list_says_what_of_its_filter_cannot_be(desk: Desk, admin: Actor) -> None:
    for call, code in (
        ("users(filter: {name: {eq: null}})", "BAD_REQUEST"),
        ("jobs(filter: {attempts: {gt: 40000}})", "OUT_OF_RANGE"),
        (f'mails(filter: {{subject: {{contains: "{"x" * 1001}"}}}})', "TOO_LONG"),
        ('skills(orderBy: {field: NAME}, after: "x")', "BAD_REQUEST"),
    ):
        assert await desk.code(admin, f"{{ {call} {{ totalCount }} }}") == code, call


async def test_deleted_people_are_listed_only_when_asked_for(desk: Desk, admin: Actor) -> None:
    ann = await make_user("Ann")
    payload = await desk.do(admin, "userDelete", {"id": ann.id}, "user { name isDeleted }")
    assert payload["user"] == {"name": "deleted user", "isDeleted": True}
    assert (await desk.data(admin, "{ users { totalCount } }"))["users"]["totalCount"] == 1
    query = "{ users(withDeleted: true) { totalCount } }"
    assert (await desk.data(admin, query))["users"]["totalCount"] == 2


async def test_a_user_is_updated_and_a_conflict_carries_the_present_one(
    desk: Desk, admin: Actor
) -> None:
    await transact(ensure_defaults, SYSTEM)
    mod = await make_user("Mo", Role.MODERATOR)
    skills = (await desk.data(admin, "{ skills { nodes { id name } } }"))["skills"]["nodes"]
    wanted = {
        "id": mod.id,
        "capacity": 3,
        "skills": [{"skillId": skills[0]["id"], "level": 5}],
        "version": 1,
    }
    pick = "user { capacity version skills { level skill { name } } }"
    payload = await desk.do(admin, "userUpdate", wanted, pick)
    assert payload["user"]["skills"] == [{"level": 5, "skill": {"name": skills[0]["name"]}}]
    stale = await desk.do(admin, "userUpdate", wanted | {"capacity": 4}, pick)
    assert stale["errors"][0]["code"] == "CONFLICT"
    assert stale["user"]["capacity"] == 3


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"name": None}, "REQUIRED", ["input", "name"]),
        ({"skills": None}, "REQUIRED", ["input", "skills"]),
        ({"role": "USER"}, "INVALID", ["input", "role"]),
        ({"skills": [{"skillId": "skl_x"}]}, "NOT_FOUND", ["input", "skills", "0", "skillId"]),
    ],
)
async def test_bad_user_updates_are_errors_in_the_payload(
    desk: Desk, admin: Actor, changes: dict[str, Any], code: str, path: list[str]
) -> None:
    payload = await desk.do(admin, "userUpdate", {"id": admin.user_id} | changes, "user { id }")
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == (code, path)


async def test_everybody_keeps_his_profile(desk: Desk) -> None:
    ann = as_user(await make_user("Ann"))
    wanted = {"timeZone": "Europe/Paris", "mutedMails": ["TICKET_RECEIVED"]}
    pick = "viewer { name timeZone mutedMails }"
    payload = await desk.do(ann, "profileUpdate", wanted, pick)
    assert payload["viewer"] == {"name": "Ann"} | wanted


async def test_the_catalog_is_listed_in_order(desk: Desk, admin: Actor) -> None:
    await transact(ensure_defaults, SYSTEM)
    ann = as_user(await make_user("Ann"))
    query = "{ categories { nodes { key isDefault examples } totalCount } }"
    listed = (await desk.data(ann, query))["categories"]
    assert listed["totalCount"] == 6
    assert [node["key"] for node in listed["nodes"] if node["isDefault"]] == ["general"]
    assert {node["examples"] for node in listed["nodes"]} == {None}
    for field in ("skills", "tags", "triageRules"):
        assert await desk.code(ann, f"{{ {field} {{ totalCount }} }}") == "FORBIDDEN"
    rules = (await desk.data(admin, "{ triageRules { nodes { position } } }"))["triageRules"]
    positions = [node["position"] for node in rules["nodes"]]
    assert positions == sorted(positions) != []


async def test_categories_skills_and_tags_are_edited(desk: Desk, admin: Actor) -> None:
    await transact(ensure_defaults, SYSTEM)
    general = await Category.get(is_default=True)
    for noun in ("category", "skill", "tag"):
        made = await desk.do(admin, f"{noun}Create", {"name": "Fresh"}, f"{noun} {{ id name }}")
        row = made[noun]
        renamed = await desk.do(
            admin, f"{noun}Update", {"id": row["id"], "name": "Fresher"}, f"{noun} {{ name }}"
        )
        assert renamed[noun] == {"name": "Fresher"}
        gone = await desk.do(admin, f"{noun}Delete", {"id": row["id"]}, f"{noun} {{ id }}")
        assert gone == {noun: {"id": row["id"]}, "errors": []}
        again = await desk.do(admin, f"{noun}Delete", {"id": row["id"]}, f"{noun} {{ id }}")
        assert again["errors"][0]["code"] == "NOT_FOUND"
    kept = await desk.do(admin, "categoryDelete", {"id": general.id}, "category { id }")
    assert kept["errors"][0]["code"] == "IN_USE"


async def test_triage_rules_are_edited_and_reordered(desk: Desk, admin: Actor) -> None:
    pick = "triageRule { id position version conditions results isEnabled }"
    one = (await desk.do(admin, "triageRuleCreate", RULE, pick))["triageRule"]
    two = (await desk.do(admin, "triageRuleCreate", RULE | {"isEnabled": False}, pick))[
        "triageRule"
    ]
    assert (one["position"], two["position"], two["isEnabled"]) == (1, 2, False)
    assert one["conditions"] == RULE["conditions"]
    changed = await desk.do(
        admin, "triageRuleUpdate", {"id": one["id"], "confidence": 0.5, "version": 1}, pick
    )
    assert changed["triageRule"]["version"] == 2
    bad = await desk.do(
        admin, "triageRuleUpdate", {"id": one["id"], "conditions": {"regex": ["("]}}, pick
    )
    assert bad["errors"][0]["path"] == ["input", "conditions", "regex"]
    ids = [two["id"], one["id"]]
    moved = await desk.do(admin, "triageRuleReorder", {"ids": ids}, "triageRules { id }")
    assert [rule["id"] for rule in moved["triageRules"]] == ids
    gone = await desk.do(admin, "triageRuleDelete", {"id": one["id"]}, "triageRule { id }")
    assert gone["errors"] == []


async def test_only_admins_edit_the_catalog(desk: Desk) -> None:
    moderator = as_user(await make_user("Mo", Role.MODERATOR))
    for noun in ("category", "skill", "tag"):
        query = f'mutation {{ {noun}Create(input: {{name: "x"}}) {{ errors {{ code }} }} }}'
        assert await desk.code(moderator, query) == "FORBIDDEN"


async def test_admins_see_where_everybody_is_signed_in(desk: Desk, admin: Actor) -> None:
    for name in ("Ann", "Bea"):
        await sign_in(await make_user(name))
    query = "{ sessions(ofEverybody: true) { nodes { user { name } } totalCount } }"
    listed = (await desk.data(admin, query))["sessions"]
    assert listed["totalCount"] == 2
    assert {it["user"]["name"] for it in listed["nodes"]} == {"Ann", "Bea"}


async def test_admins_see_the_tokens_of_everybody(desk: Desk, admin: Actor) -> None:
    ann = await make_user("Ann")
    row, _ = await transact(create_api_token, as_user(ann, "ses_1"), "ci", [])
    query = "{ apiTokens(ofEverybody: true) { nodes { name user { name } } } }"
    listed = (await desk.data(admin, query))["apiTokens"]["nodes"]
    assert listed == [{"name": "ci", "user": {"name": "Ann"}}]
    await transact(revoke_api_token, admin, row.id)
    assert (await desk.data(admin, query))["apiTokens"]["nodes"] == []


async def test_health_counts_what_waits_and_what_was_given_up(desk: Desk, admin: Actor) -> None:
    dead = await make_dead_job()
    query = """{ deskHealth { checks { name } feedLagSeconds jobsDoneLastHour
      jobs { kind due scheduled running dead oldestDueSeconds } } }"""
    health = (await desk.data(admin, query))["deskHealth"]
    load = {"kind": dead.kind, "due": 0, "scheduled": 0, "running": 0, "dead": 1}
    assert health["jobs"] == [load | {"oldestDueSeconds": 0.0}]
    assert health["jobsDoneLastHour"] == 0
