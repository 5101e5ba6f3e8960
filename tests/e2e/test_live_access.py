"""Who may no longer look is cut off, whichever process is told of it."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed

from domain.vocabulary import Role
from tests.e2e.clients import Http, Person, close_code, make_person, open_socket, short_token
from tests.e2e.processes import LiveDesk

LIMIT_S = 2.0


async def take_away(desk: LiveDesk, how: str, person: Person) -> None:
    """Through the other API process, if there is one."""
    admin = await make_person(desk, Role.ADMIN)
    async with Http(desk.apis[-1], admin.token) as http:
        match how:
            case "role":
                await http.do("userUpdate", "user { id }", id=person.id, role="USER")
            case "session":
                await http.do("sessionRevoke", "session { id }", id=person.session.id)
            case "user":
                await http.do("userDelete", "user { id }", id=person.id)


@pytest.mark.parametrize(("how", "code"), [("role", 4403), ("session", 4401), ("user", 4401)])
@pytest.mark.parametrize("hints", ["with hints", "without hints"])
async def test_lost_rights_close_the_socket_within_two_seconds(
    live: LiveDesk, how: str, code: int, hints: str
) -> None:
    if hints == "without hints" and live.redis is not None:
        await asyncio.to_thread(live.redis.stop)
    person = await make_person(live, Role.MODERATOR)
    bystander = await make_person(live, Role.MODERATOR)
    async with (
        open_socket(live.apis[0], person.token) as socket,
        open_socket(live.apis[0], bystander.token) as other,
    ):
        await socket.follow()
        await other.follow()
        closing = asyncio.create_task(socket.closed(within_s=10))
        await take_away(live, how, person)
        changed = asyncio.get_running_loop().time()
        assert (await closing)[0] == code
        took_s = asyncio.get_running_loop().time() - changed
        print(f"{live.mode}, {how}, {hints}: {took_s * 1000:.0f} ms after the answer")
        assert took_s < LIMIT_S
        async with Http(live.apis[0], bystander.token) as http:
            ticket_id = await http.create_ticket()
        while (await other.event())["ticketId"] != ticket_id:
            pass


@pytest.mark.parametrize("how", ["session", "user"])
async def test_who_has_lost_access_does_not_come_back(live: LiveDesk, how: str) -> None:
    person = await make_person(live)
    async with open_socket(live.apis[0], person.token) as socket:
        await take_away(live, how, person)
        await socket.closed(within_s=5)
    with pytest.raises(ConnectionClosed) as caught:
        async with open_socket(live.apis[0], person.token):
            pass
    assert close_code(caught.value) == 4401


async def test_who_comes_back_after_a_change_of_role_sees_what_the_new_role_may(
    live: LiveDesk,
) -> None:
    person = await make_person(live, Role.MODERATOR)
    async with Http(live.apis[0], person.token) as http:
        position = await http.position()
    async with open_socket(live.apis[0], person.token) as socket:
        await take_away(live, "role", person)
        assert (await socket.closed(within_s=5))[0] == 4403
    stranger = await make_person(live)
    async with Http(live.apis[0], stranger.token) as http:
        await http.create_ticket("not his")
    async with (
        open_socket(live.apis[0], person.token) as socket,
        Http(live.apis[0], person.token) as http,
    ):
        await socket.follow(after=position)
        own = await http.create_ticket("his own")
        assert (await socket.event())["ticketId"] == own


async def test_a_socket_ends_with_its_token(live: LiveDesk) -> None:
    person = await make_person(live)
    token = short_token(live.settings, person, lives_s=2.5)
    async with open_socket(live.apis[0], token) as socket:
        await socket.follow()
        code, took_s = await socket.closed(within_s=6)
        assert code == 4401
        assert took_s < 2.5 + LIMIT_S
    with pytest.raises(ConnectionClosed) as caught:
        async with open_socket(live.apis[0], token):
            pass
    assert close_code(caught.value) == 4401


async def test_a_session_revoked_while_its_socket_opens_leaves_none_open(live: LiveDesk) -> None:
    """Whether the revocation comes before, during or after: no socket stays."""
    people = [await make_person(live) for _ in range(20)]

    async def open_and_wait(person: Person) -> int:
        try:
            async with open_socket(live.apis[0], person.token) as socket:
                return (await socket.closed(within_s=10))[0]
        except ConnectionClosed as end:
            return close_code(end)

    async def revoke(person: Person, delay_s: float) -> None:
        async with Http(live.apis[-1], person.token) as http:
            await asyncio.sleep(delay_s)
            await http.do("sessionRevoke", "session { id }", id=person.session.id)

    opening = [asyncio.create_task(open_and_wait(person)) for person in people]
    await asyncio.gather(*(revoke(it, i * 0.002) for i, it in enumerate(people)))
    assert set(await asyncio.gather(*opening)) == {4401}
