"""A thousand clients that hang up in the middle of a mutation."""

import asyncio
import random
import statistics
import time
from datetime import datetime

from domain.models import Event, Ticket
from domain.vocabulary import EventKind, Role
from tests.domain.spine import until
from tests.e2e.clients import Http, make_person
from tests.e2e.processes import LiveDesk

MUTATIONS = 1_000
AT_ONCE = 50
EARLY = "2029-01-01T00:00:00Z"


async def test_a_thousand_cut_off_mutations_leave_the_desk_answering_and_nothing_by_half(
    live: LiveDesk,
) -> None:
    person = await make_person(live, Role.ADMIN)
    luck = random.Random(9)
    numbers = iter(range(MUTATIONS))
    async with Http(live.apis[0], person.token) as http:
        ticket_id = await http.create_ticket("before", priority="HIGH")
        before = await Ticket.get(id=ticket_id)
        cut_off = 0
        typical_s = await seconds_of_one_among_many(live, person.token, ticket_id)

        async def hang_up_on() -> None:
            nonlocal cut_off
            async with Http(live.apis[0], person.token) as other:
                for number in numbers:
                    values = {"id": ticket_id, "dueAt": f"2030-01-01T00:00:00.{number:06}Z"}
                    try:
                        async with asyncio.timeout(luck.uniform(0, 4 * typical_s)):
                            await other.do("ticketUpdate", "ticket { id }", **values)
                    except TimeoutError:
                        cut_off += 1

        await asyncio.gather(*(hang_up_on() for _ in range(AT_ONCE)))
        assert cut_off > MUTATIONS / 10
        started = time.perf_counter()
        await http.do("ticketUpdate", "ticket { id }", id=ticket_id, title="after")
        print(
            f"{live.mode}: {cut_off} of {MUTATIONS} cut off, then an answer "
            f"in {(time.perf_counter() - started) * 1000:.0f} ms"
        )
    await until(lambda: row_and_log_agree(ticket_id, before.version), within_s=20)
    assert (await Ticket.get(id=ticket_id)).title == "after"


async def seconds_of_one_among_many(live: LiveDesk, token: str, ticket_id: str) -> float:
    """How long a mutation takes here and now while as many others are under way."""

    async def one() -> float:
        async with Http(live.apis[0], token) as http:
            for _ in range(5):  # the first ones also connect, and fill what is kept
                started = time.perf_counter()
                await http.do("ticketUpdate", "ticket { id }", id=ticket_id, dueAt=EARLY)
            return time.perf_counter() - started

    return statistics.median(await asyncio.gather(*(one() for _ in range(AT_ONCE))))


async def row_and_log_agree(ticket_id: str, first_version: int) -> bool:
    """Each version has its event, and the last one says what the row says."""
    ticket = await Ticket.get(id=ticket_id)
    events = await Event.filter(ticket_id=ticket_id).order_by("position")
    changes = [change for event in events for change in event.changes]
    due = [change["after"] for change in changes if change["field"] == "dueAt"]
    steps = [event for event in events if event.kind is EventKind.TICKET_UPDATED]
    if len(due) <= MUTATIONS / 10 or ticket.due_at is None:
        return False
    is_last = datetime.fromisoformat(due[-1]) == ticket.due_at
    return is_last and ticket.version - first_version >= len(due) and len(steps) > len(due)
