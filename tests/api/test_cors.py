"""Who may call from another origin: the listed ones, and they without cookies."""

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from domain.accounts.refresh_tokens import refresh_token_of
from tests.api.desk_server import DeskServer, desk_settings, serve_desk
from tests.api.socket_client import Client
from tests.domain.factories import open_desk

LISTED = "https://portal.example.org"
FOREIGN = ["https://evil.example.org", "https://portal.example.org.evil.example", "null",
           "http://portal.example.org", "https://portal.example.org:444"]  # fmt: skip
QUERY = {"query": "{ viewer { id } }"}
SETTINGS = {"cors_origins": [LISTED]}
pytestmark = pytest.mark.usefixtures("db")


def allowed(response: httpx.Response) -> str | None:
    return response.headers.get("access-control-allow-origin")


async def preflight(server: DeskServer, origin: str, **asked: str) -> httpx.Response:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    return await server.http.options("/graphql", headers=headers | asked)


async def test_a_listed_origin_may_read_the_answer() -> None:
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        answer = await server.http.post("/graphql", json=QUERY, headers={"origin": LISTED})
        assert answer.json()["data"] == {"viewer": None}
        assert allowed(answer) == LISTED
        assert "origin" in answer.headers["vary"].lower()
        exposed = answer.headers["access-control-expose-headers"].lower()
        assert {"x-request-id", "retry-after"} <= {name.strip() for name in exposed.split(",")}


async def test_a_listed_origin_may_also_read_refusals() -> None:
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        headers = {"origin": LISTED, "authorization": "Bearer nonsense"}
        refused = await server.http.post("/graphql", json=QUERY, headers=headers)
        assert (refused.status_code, allowed(refused)) == (401, LISTED)
        broken = await server.http.post("/graphql", content=b"{", headers={"origin": LISTED})
        assert (broken.status_code, allowed(broken)) == (415, LISTED)


@pytest.mark.parametrize("origin", FOREIGN)
async def test_other_origins_get_no_leave(origin: str) -> None:
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        answer = await server.http.post("/graphql", json=QUERY, headers={"origin": origin})
        assert allowed(answer) is None
        asked = await preflight(server, origin)
        assert asked.status_code == 400
        assert allowed(asked) is None


async def test_without_a_list_no_other_origin_gets_leave() -> None:
    async with serve_desk() as server:
        assert allowed(await preflight(server, LISTED)) is None
        answer = await server.http.post("/graphql", json=QUERY, headers={"origin": LISTED})
        assert allowed(answer) is None


async def test_a_preflight_allows_what_clients_send_and_no_more() -> None:
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        fine = await preflight(server, LISTED)
        assert (fine.status_code, allowed(fine)) == (200, LISTED)
        methods = {name.strip() for name in fine.headers["access-control-allow-methods"].split(",")}
        assert methods == {"GET", "POST"}
        granted = fine.headers["access-control-allow-headers"].lower()
        assert {"authorization", "content-type", "x-request-id"} <= set(granted.split(", "))
        for asked in (
            {"access-control-request-method": "DELETE"},
            {"access-control-request-headers": "x-secret"},
        ):
            assert (await preflight(server, LISTED, **asked)).status_code == 400


@pytest.mark.parametrize("origin", [LISTED, *FOREIGN])
async def test_no_other_origin_may_send_cookies(origin: str) -> None:
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        answers = [
            await preflight(server, origin),
            await server.http.post("/graphql", json=QUERY, headers={"origin": origin}),
        ]
        for answer in answers:
            assert "access-control-allow-credentials" not in answer.headers


async def test_the_cookie_of_a_sign_in_stays_on_this_site() -> None:
    people = await open_desk()
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        session = await server.session(people.requester)
        token = refresh_token_of(server.settings, session)
        refresh = {"query": "mutation { tokenRefresh(input: {}) { accessToken errors { code } } }"}
        answer = await server.http.post(
            "/graphql", json=refresh, headers={"cookie": f"deskwire_refresh={token}"}
        )
        assert answer.json()["data"]["tokenRefresh"]["errors"] == []
        [cookie] = answer.headers.get_list("set-cookie")
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"httponly", "samesite=strict", "path=/graphql"} <= parts


@pytest.mark.parametrize("origin", [LISTED, *FOREIGN])
async def test_a_form_of_another_page_cannot_post(origin: str) -> None:
    """What a browser sends without asking first is no JSON, and is refused."""
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            headers = {"origin": origin, "content-type": kind}
            body = b'{"query": "mutation { logout { errors { code } } }"}'
            assert (
                await server.http.post("/graphql", content=body, headers=headers)
            ).status_code == 415


async def test_a_mutation_by_link_is_refused() -> None:
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        answer = await server.http.get("/graphql?query=mutation{logout{errors{code}}}")
        assert answer.status_code == 405


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_socket_from_another_origin_is_refused(origin: str) -> None:
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://{server.address}/graphql", origin=origin,  # type: ignore[arg-type]
                               subprotocols=["graphql-transport-ws"]):  # type: ignore[list-item]  # fmt: skip
                raise AssertionError("the handshake must fail")
        assert refused.value.response.status_code == 403


async def test_a_socket_from_a_listed_origin_and_from_the_desk_s_own_pages_opens() -> None:
    async with serve_desk(desk_settings(**SETTINGS)) as server:
        for origin in (LISTED, f"http://{server.address}", None):
            async with connect(f"ws://{server.address}/graphql", origin=origin,  # type: ignore[arg-type]
                               subprotocols=["graphql-transport-ws"]) as connection:  # type: ignore[list-item]  # fmt: skip
                await Client(connection).initialise()
