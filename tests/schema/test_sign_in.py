"""Signing up, in and out through the API, with tokens and with cookies."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.accounts.access_tokens import read_access_token
from domain.actors import ANONYMOUS, Actor
from domain.models import Job, Session
from domain.vocabulary import JobKind, Role
from schema.presentation import present_result
from tests.domain.accounts_fixtures import PASSWORD, as_user, make_user, settings, sign_in
from tests.schema.desk import ENGINE, Desk

pytestmark = pytest.mark.usefixtures("db")
TOKENS = "accessToken accessTokenExpiresAt refreshToken viewer { id name email }"
NEW = {"name": "Ann", "email": "ann@desk.example", "password": PASSWORD}
LOGIN = {"email": "ann@desk.example", "password": PASSWORD}


@pytest.fixture
def desk() -> Desk:
    return Desk(settings())


async def by_cookie(
    desk: Desk, mutation: str, cookies: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """The data and the cookies that a mutation sets for a browser with these cookies."""
    context = desk.context(ANONYMOUS)
    context.request_cookies = cookies
    prepared = ENGINE.prepare(f"mutation {{ {mutation} }}", None)
    assert not isinstance(prepared, list), prepared
    result = present_result(await ENGINE.execute(prepared, {}, context), "test")
    assert "errors" not in result, result
    return result["data"], context.set_cookies


async def test_signing_up_signs_in(desk: Desk) -> None:
    payload = await desk.do(ANONYMOUS, "register", NEW, TOKENS + " mustConfirmEmail")
    assert payload["errors"] == []
    assert payload["viewer"]["name"] == "Ann"
    assert payload["mustConfirmEmail"] is False
    claims = read_access_token(desk.settings, payload["accessToken"])
    assert claims.user_id == payload["viewer"]["id"]
    assert payload["refreshToken"].startswith("dwr_")


async def test_where_addresses_are_confirmed_the_answer_is_the_same_for_all() -> None:
    await make_user(email="ann@desk.example")
    desk = Desk(settings(confirm_email=True))
    answers = [
        await desk.do(ANONYMOUS, "register", NEW | {"email": email}, TOKENS + " mustConfirmEmail")
        for email in ("ann@desk.example", "new@desk.example")
    ]
    assert answers[0] == answers[1]
    assert answers[0]["mustConfirmEmail"] is True
    assert answers[0]["accessToken"] is None
    jobs = [job.payload["token"] for job in await Job.filter(kind=JobKind.NOTIFY)]
    (token,) = filter(None, jobs)
    payload = await desk.do(ANONYMOUS, "emailConfirm", {"token": token}, "done")
    assert payload == {"done": True, "errors": []}
    again = await desk.do(ANONYMOUS, "emailConfirm", {"token": token}, "done")
    assert again["errors"][0]["code"] == "TOKEN_INVALID"


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"name": ""}, "REQUIRED", "name"),
        ({"email": "nonsense"}, "INVALID", "email"),
        ({"password": "short"}, "TOO_SHORT", "password"),
    ],
)
async def test_bad_sign_ups_are_errors_in_the_payload(
    desk: Desk, changes: dict[str, str], code: str, path: str
) -> None:
    payload = await desk.do(ANONYMOUS, "register", NEW | changes, TOKENS)
    assert payload["viewer"] is None
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == (code, ["input", path])


async def test_signing_in_and_refreshing_with_tokens(desk: Desk) -> None:
    await make_user(email="ann@desk.example")
    start = await desk.do(ANONYMOUS, "login", LOGIN, TOKENS)
    assert start["errors"] == []
    tokens = {"refreshToken": start["refreshToken"]}
    after = await desk.do(ANONYMOUS, "tokenRefresh", tokens, TOKENS)
    assert after["viewer"] == start["viewer"]
    assert after["refreshToken"] not in (None, start["refreshToken"])


async def test_wrong_credentials_are_an_error_in_the_payload(desk: Desk) -> None:
    payload = await desk.do(ANONYMOUS, "login", LOGIN, TOKENS)
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("INVALID_CREDENTIALS", None)


async def test_too_many_attempts_are_a_top_level_error() -> None:
    desk = Desk(settings(login_attempts=1))
    mutation = 'mutation { login(input: {email: "a@b.example", password: "x"}) { accessToken } }'
    assert await desk.code(ANONYMOUS, mutation) is None
    assert await desk.code(ANONYMOUS, mutation) == "RATE_LIMITED"


async def test_a_browsers_refresh_token_stays_in_its_cookie(desk: Desk) -> None:
    await make_user(email="ann@desk.example")
    login = (
        f'login(input: {{email: "ann@desk.example", password: "{PASSWORD}", session: COOKIE}})'
        f" {{ {TOKENS} errors {{ code }} }}"
    )
    data, (cookie,) = await by_cookie(desk, login, {})
    assert data["login"]["refreshToken"] is None
    assert data["login"]["accessToken"]
    name, _, token = cookie.partition(";")[0].partition("=")
    refresh = f"tokenRefresh(input: {{}}) {{ {TOKENS} errors {{ code }} }}"
    data, (successor,) = await by_cookie(desk, refresh, {name: token})
    assert data["tokenRefresh"]["refreshToken"] is None
    assert data["tokenRefresh"]["viewer"]["email"] == "ann@desk.example"
    assert successor.startswith(f"{name}=dwr_")
    assert successor != cookie
    _, (ended,) = await by_cookie(desk, "logout { errors { code } }", {name: token})
    assert ended.startswith(f"{name}=; Max-Age=0;")
    assert await Session.filter(revoked_at=None).count() == 0


async def test_a_dead_cookie_is_taken_away(desk: Desk) -> None:
    refresh = f"tokenRefresh(input: {{}}) {{ {TOKENS} errors {{ code }} }}"
    data, (cookie,) = await by_cookie(desk, refresh, {"deskwire_refresh": "dwr_dead"})
    assert data["tokenRefresh"]["errors"] == [{"code": "TOKEN_INVALID"}]
    assert cookie.startswith("deskwire_refresh=; Max-Age=0;")
    data, cookies = await by_cookie(desk, refresh, {})
    assert (data["tokenRefresh"]["errors"], cookies) == ([{"code": "TOKEN_INVALID"}], [])


async def test_a_token_shown_in_the_input_never_ends_up_in_a_cookie(desk: Desk) -> None:
    start = await sign_in(await make_user())
    refresh = f'tokenRefresh(input: {{refreshToken: "{start.refresh_token}"}}) {{ {TOKENS} }}'
    data, cookies = await by_cookie(desk, refresh, {"deskwire_refresh": "dwr_other"})
    assert data["tokenRefresh"]["refreshToken"]
    assert cookies == []


async def test_sessions_are_listed_and_ended(desk: Desk) -> None:
    ann = await make_user()
    here, there, elsewhere = [await sign_in(ann) for _ in range(3)]
    actor = as_user(ann, here.session.id)
    query = "{ sessions { nodes { id isCurrent userAgent address } } }"
    listed = (await desk.data(actor, query))["sessions"]["nodes"]
    assert {row["id"]: row["isCurrent"] for row in listed} == {
        here.session.id: True,
        there.session.id: False,
        elsewhere.session.id: False,
    }
    ended = await desk.do(actor, "sessionRevoke", {"id": there.session.id}, "session { id }")
    assert ended["session"] == {"id": there.session.id}
    others = await desk.data(actor, "mutation { sessionRevokeOthers { count errors { code } } }")
    assert others["sessionRevokeOthers"] == {"count": 1, "errors": []}
    assert len((await desk.data(actor, query))["sessions"]["nodes"]) == 1
    await desk.data(actor, "mutation { logout { errors { code } } }")
    assert (await desk.data(actor, query))["sessions"]["nodes"] == []


async def test_somebody_elses_sessions_are_seen_by_admins_only(desk: Desk) -> None:
    ann, admin = await make_user(), as_user(await make_user("Root", Role.ADMIN))
    await sign_in(ann)
    moderator = as_user(await make_user("Mo", Role.MODERATOR))
    whose = f'(userId: "{ann.id}") {{ nodes {{ id }} }}'
    query = f"{{ sessions{whose} apiTokens{whose} }}"
    nothing: dict[str, Any] = {"nodes": []}
    assert len((await desk.data(admin, query))["sessions"]["nodes"]) == 1
    assert await desk.data(moderator, query) == {"sessions": nothing, "apiTokens": nothing}
    assert await desk.code(ANONYMOUS, query) == "UNAUTHENTICATED"


async def test_passwords_are_changed_and_reset(desk: Desk) -> None:
    ann = await make_user(email="ann@desk.example")
    actor = as_user(ann)
    change = {"currentPassword": PASSWORD, "newPassword": "another fine one"}
    payload = await desk.do(actor, "passwordChange", change, "viewer { id }")
    assert payload == {"viewer": {"id": ann.id}, "errors": []}
    for email in ("ann@desk.example", "eve@desk.example"):
        asked = await desk.do(ANONYMOUS, "passwordResetRequest", {"email": email}, "done")
        assert asked == {"done": True, "errors": []}
    (job,) = await Job.filter(kind=JobKind.NOTIFY)
    reset = {"token": job.payload["token"], "password": "yet another one"}
    assert (await desk.do(ANONYMOUS, "passwordReset", reset, "done"))["done"] is True
    login = LOGIN | {"password": "yet another one"}
    assert (await desk.do(ANONYMOUS, "login", login, TOKENS))["errors"] == []


async def test_an_api_token_is_made_shown_once_and_revoked(desk: Desk) -> None:
    ann = await make_user()
    wanted = {"name": "ci", "scopes": ["READ"]}
    pick = "token apiToken { id name hint scopes expiresAt }"
    made = await desk.do(as_user(ann), "apiTokenCreate", wanted, pick)
    assert made["token"].startswith("dwk_")
    assert made["apiToken"]["scopes"] == ["READ"]
    listed = (await desk.data(as_user(ann), "{ apiTokens { nodes { id name } } }"))["apiTokens"]
    assert listed["nodes"] == [{"id": made["apiToken"]["id"], "name": "ci"}]
    token_id = {"id": made["apiToken"]["id"]}
    ended = await desk.do(as_user(ann), "apiTokenRevoke", token_id, "apiToken { revokedAt }")
    assert ended["apiToken"]["revokedAt"] is not None
    bad = await desk.do(as_user(ann), "apiTokenCreate", {"name": " ", "scopes": []}, pick)
    assert bad["errors"][0]["path"] == ["input", "name"]


@pytest.mark.parametrize(
    ("mutation", "input"),
    [
        ("passwordChange", {"currentPassword": "x", "newPassword": "y"}),
        ("sessionRevoke", {"id": "ses_x"}),
        ("apiTokenCreate", {"name": "x", "scopes": ["READ"]}),
        ("profileUpdate", {"name": "x"}),
    ],
)
async def test_nobody_may_do_what_needs_an_account(
    desk: Desk, mutation: str, input: dict[str, Any]
) -> None:
    name = mutation[0].upper() + mutation[1:] + "Input"
    query = f"mutation($i: {name}!) {{ {mutation}(input: $i) {{ errors {{ code }} }} }}"
    assert await desk.code(ANONYMOUS, query, {"i": input}) == "UNAUTHENTICATED"
    machine = Actor(user_id="usr_x", role=Role.USER, scopes=frozenset())
    assert await desk.code(machine, query, {"i": input}) == "FORBIDDEN"
