"""One timer pings all sockets, each in its turn."""

import asyncio

from api.socket_pings import AT_ONCE, PingWheel
from tests.domain.spine import until

INTERVAL_S = 0.1


class Socket:
    def __init__(self) -> None:
        self.pinged: list[float] = []

    def ping(self) -> None:
        self.pinged.append(asyncio.get_running_loop().time())


async def test_each_socket_is_pinged_at_its_own_time_again_and_again() -> None:
    wheel = PingWheel(INTERVAL_S)
    sockets = [Socket() for _ in range(3)]
    came = []
    for socket in sockets:
        wheel.add(socket)
        came.append(asyncio.get_running_loop().time())
        await asyncio.sleep(0.02)
    await until(lambda: all(len(socket.pinged) >= 3 for socket in sockets))
    for socket, at in zip(sockets, came, strict=True):
        assert socket.pinged[0] >= at + INTERVAL_S
        gaps = zip(socket.pinged, socket.pinged[1:], strict=False)
        assert all(later - earlier >= INTERVAL_S for earlier, later in gaps)


async def test_more_sockets_than_are_pinged_at_once_are_all_pinged() -> None:
    wheel = PingWheel(INTERVAL_S)
    sockets = [Socket() for _ in range(2 * AT_ONCE + 7)]
    for socket in sockets:
        wheel.add(socket)
    await until(lambda: all(socket.pinged for socket in sockets))


async def test_who_has_gone_is_not_pinged_and_the_last_takes_the_timer_with_it() -> None:
    wheel = PingWheel(INTERVAL_S)
    gone, stays = Socket(), Socket()
    wheel.add(gone)
    wheel.add(stays)
    wheel.remove(gone)
    await until(lambda: len(stays.pinged) == 2)
    assert gone.pinged == []
    wheel.remove(stays)
    assert wheel._timer is None


async def test_an_interval_of_zero_pings_nobody() -> None:
    wheel = PingWheel(0)
    wheel.add(Socket())
    assert wheel._timer is None
