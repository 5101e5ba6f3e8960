"""A demo desk with all that people enter and that goes wrong, to look at its screens."""

import sqlite3
from contextlib import closing

from api.commands.demo_data import ADMIN, DEMO_PASSWORD, HANNA
from tests.e2e.clients import Http
from tests.e2e.processes import Api
from tests.fake_llm import FakeModel, fails, streams

LOGIN = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }"
LONG = (
    "A name as long as names may be, with a word that nobody can break: "
    "Donaudampfschifffahrtsgesellschaft"
)
BOOM = "ConnectionRefusedError: the mail server does not take the connection"
ANSWER = (
    "Two payments for one invoice have one of two reasons. ",
    "**A reservation**, which the bank takes back within five days, see [1]. ",
    "**A payment made twice**: we refund the second to the card it came from.",
)


async def as_person(desk: Api, email: str) -> Http:
    async with Http(desk) as nobody:
        credentials = {"email": email, "password": DEMO_PASSWORD}
        token = (await nobody.ask(LOGIN, input=credentials))["login"]["accessToken"]
    return Http(desk, token)


async def furnish(desk: Api, model: FakeModel) -> None:
    """Providers, prices, calls that failed and not, tags, a token, long names, a dead job."""
    model.script(fails(429, retry_after="0"), streams(*ANSWER))
    async with await as_person(desk, ADMIN.email) as admin:
        for name, is_enabled in (("House", True), ("Spare", False)):
            await admin.do(
                "providerCreate",
                "provider { id }",
                name=name,
                preset="CUSTOM",
                baseUrl=model.base_url,
                triageModel="sorter-7b",
                apiKey="key-of-the-house",
                isEnabled=is_enabled,
            )
        await admin.do(
            "modelPriceSet",
            "modelPrice { id }",
            model="sorter-7b",
            inputMicros=2e5,
            outputMicros=8e5,
        )
        await admin.do(
            "llmBudgetUpdate", "budget { dailyMicros }", dailyMicros=2.5e6, monthlyMicros=4e7
        )
        for tag in ("vip", "refund", "waiting for the vendor"):
            await admin.do("tagCreate", "tag { id }", name=tag)
        await admin.do("apiTokenCreate", "apiToken { id }", name="nightly export", scopes=["READ"])
        await admin.do("skillCreate", "skill { id }", name=LONG[:100], description=LONG)
        await admin.do("articleCreate", "article { id }", title=LONG, body=f"## {LONG}\n\n{LONG}")
        await admin.do("userInvite", "user { id }", name=LONG[:80], email="long@demo.example")
    async with await as_person(desk, HANNA.email) as requester:
        await requester.create_ticket(LONG, description=f"**{LONG}**\n\n{LONG * 3}")
    bury_a_job(desk)


def bury_a_job(desk: Api, error: str = BOOM) -> int:
    """One that is done looks as if it had been given up; doing it again changes nothing."""
    [file] = desk.log.parent.rglob("deskwire.db")
    bury = (
        "UPDATE job SET state = 'DEAD', last_error = ? WHERE id ="
        " (SELECT id FROM job WHERE kind = 'NOTIFY' AND state = 'DONE' LIMIT 1)"
    )
    with closing(sqlite3.connect(file, timeout=20)) as connection, connection:
        return connection.execute(bury, [error]).rowcount
