"""From what a request or a socket shows to who it is."""

from datetime import timedelta
from typing import Any

import pytest

from api.auth import Authenticator
from domain import clock
from domain.accounts.access_tokens import issue_access_token
from domain.accounts.api_tokens import create_api_token
from domain.accounts.sessions import revoke_session
from domain.actors import ANONYMOUS
from domain.errors import AccessError, ErrorCode
from domain.rights import RightsCache
from domain.unit_of_work import transact
from domain.vocabulary import Role, Scope
from schema.refresh_cookie import expired_refresh_cookie, refresh_cookie
from tests.api.desk_server import serve_desk
from tests.domain.accounts_fixtures import as_user, make_user, settings, sign_in
from tests.domain.factories import open_desk


@pytest.fixture
async def authenticator(db: str) -> Authenticator:
    return Authenticator(settings(), RightsCache())


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "  BEARER "])
async def test_an_access_token_brings_its_user_until_it_ends(
    authenticator: Authenticator, scheme: str
) -> None:
    ann = await make_user("Ann", Role.ADMIN)
    start = await sign_in(ann)
    actor = await authenticator.authenticate_header(f"{scheme} {start.access_token}")
    assert (actor.user_id, actor.role, actor.session_id) == (ann.id, Role.ADMIN, start.session.id)
    assert actor.valid_until == start.access_expires_at


async def test_each_token_of_a_session_ends_at_its_own_time(authenticator: Authenticator) -> None:
    ann = await make_user()
    start = await sign_in(ann)
    later = clock.now() + timedelta(minutes=5)
    token, ends = issue_access_token(settings(), ann.id, start.session.id, later)
    for _ in range(2):
        first = await authenticator.authenticate_header(f"Bearer {start.access_token}")
        second = await authenticator.authenticate_header(f"Bearer {token}")
        assert (first.valid_until, second.valid_until) == (start.access_expires_at, ends)


async def test_a_token_that_was_good_a_moment_ago_ends_on_time(
    authenticator: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = await sign_in(await make_user())
    bearer = f"Bearer {start.access_token}"
    assert (await authenticator.authenticate_header(bearer)).session_id == start.session.id
    monkeypatch.setattr(clock, "now", lambda: start.access_expires_at)
    with pytest.raises(AccessError, match="expired"):
        await authenticator.authenticate_header(bearer)


async def test_an_api_token_brings_its_scopes(authenticator: Authenticator) -> None:
    ann = await make_user("Ann")
    row, token = await transact(create_api_token, as_user(ann), "ci", (Scope.READ,))
    actor = await authenticator.authenticate_header(f"Bearer {token}")
    assert (actor.user_id, actor.api_token_id, actor.scopes) == (ann.id, row.id, {Scope.READ})


async def test_nothing_is_nobody(authenticator: Authenticator) -> None:
    assert await authenticator.authenticate_header(None) is ANONYMOUS
    for payload in (None, {}, {"authorization": None}, {"other": 1}):
        assert await authenticator.authenticate_payload(payload) is ANONYMOUS


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer a.b.c",
        "Bearer dwk_unknown",
        "Bearer dwr_ses",
        "Bearer tök.en.x",
        "Bearer " + "x" * 5_000,
        "Bearer two words",
    ],
)
async def test_anything_else_is_unauthenticated(authenticator: Authenticator, value: str) -> None:
    with pytest.raises(AccessError) as caught:
        await authenticator.authenticate_header(value)
    assert caught.value.code is ErrorCode.UNAUTHENTICATED


@pytest.mark.parametrize("value", [5, ["x"], {"a": 1}, True, ""])
async def test_a_payload_of_the_wrong_type_is_unauthenticated(
    authenticator: Authenticator, value: Any
) -> None:
    with pytest.raises(AccessError):
        await authenticator.authenticate_payload({"authorization": value})


async def test_a_payload_names_its_token_once(authenticator: Authenticator) -> None:
    start = await sign_in(await make_user())
    bearer = f"Bearer {start.access_token}"
    actor = await authenticator.authenticate_payload({"Authorization": bearer})
    assert actor.session_id == start.session.id
    with pytest.raises(AccessError):
        await authenticator.authenticate_payload({"Authorization": bearer, "authorization": bearer})


async def test_a_revoked_sessions_access_token_is_worth_nothing(
    authenticator: Authenticator,
) -> None:
    ann = await make_user()
    start = await sign_in(ann)
    await transact(revoke_session, as_user(ann), start.session.id)
    with pytest.raises(AccessError):
        await authenticator.authenticate_header(f"Bearer {start.access_token}")


def test_the_refresh_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    plain = refresh_cookie(settings(), "dwr_x")
    assert plain.startswith("deskwire_refresh=dwr_x; Max-Age=2592000; ")
    assert {"Path=/graphql", "HttpOnly", "SameSite=Strict"} <= set(plain.split("; "))
    assert "Secure" not in plain
    assert refresh_cookie(settings(secure_cookies=True), "dwr_x").endswith("; Secure")
    assert expired_refresh_cookie(settings()).startswith("deskwire_refresh=; Max-Age=0; ")


async def test_of_two_authorizations_neither_is_taken(db: str) -> None:
    """A proxy that looks at the one must not be led past by the other."""
    people = await open_desk()
    query = {"query": "{ viewer { id } }"}
    async with serve_desk() as server:
        good = await server.sign_in(people.admin)
        alone = await server.http.post("/graphql", json=query, headers={"authorization": good})
        assert alone.json()["data"]["viewer"]["id"] == people.admin.user_id
        for both in ([good, "Bearer x"], ["Bearer x", good], [good, good]):
            headers = [("authorization", one) for one in both]
            answer = await server.http.post("/graphql", json=query, headers=headers)
            assert answer.status_code == 401
            assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
