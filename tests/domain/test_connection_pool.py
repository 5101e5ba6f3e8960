"""The pool of PostgreSQL connections: lends without a word to the server, and only clean ones."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg  # type: ignore[import-untyped]
import pytest

from domain.database.pool import Connection, ConnectionPool
from tests.servers import PostgresServer


@pytest.fixture
async def pool(postgres_server: PostgresServer) -> AsyncIterator[ConnectionPool]:
    pool = ConnectionPool(lambda: asyncpg.connect(postgres_server.url), 2)
    yield pool
    await pool.close()


async def own_process(connection: Connection) -> int:
    return int(await connection.fetchval("SELECT pg_backend_pid()"))


async def test_what_comes_back_is_lent_again_with_what_it_had_prepared(
    pool: ConnectionPool,
) -> None:
    connection = await pool.acquire()
    await pool.release(connection)
    assert await pool.acquire() is connection


async def test_who_comes_while_all_are_lent_waits_for_one(pool: ConnectionPool) -> None:
    first, second = await pool.acquire(), await pool.acquire()
    given_up = asyncio.create_task(pool.acquire())
    waiting = asyncio.create_task(pool.acquire())
    await asyncio.sleep(0)
    given_up.cancel()
    await pool.release(first)
    assert await waiting is first
    await pool.release(second)


async def test_what_comes_back_in_the_middle_of_something_is_not_lent_again(
    pool: ConnectionPool,
) -> None:
    for statement in ("BEGIN", "SELECT pg_sleep(20)"):
        connection = await pool.acquire()
        running = asyncio.create_task(connection.execute(statement))
        await asyncio.wait([running], timeout=0.2)
        running.cancel()
        await asyncio.wait([running])
        await pool.release(connection)
        assert connection.is_closed(), statement


async def test_a_connection_that_the_server_cut_is_replaced(pool: ConnectionPool) -> None:
    first, second = await pool.acquire(), await pool.acquire()
    process = await own_process(first)
    await pool.release(first)
    await second.fetchval("SELECT pg_terminate_backend($1, 5000)", process)
    replaced = await pool.acquire()
    assert await own_process(replaced) != process
    await pool.release(replaced)
    await pool.release(second)
