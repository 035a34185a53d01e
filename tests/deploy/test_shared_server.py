"""What the rest of the tests stand on: one server for the run, a database of one's own for each test."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

from tests.support.postgres import Database

Lend = Callable[[str], Database]


async def answer(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def test_each_database_is_empty_and_its_own(bare_database: Lend) -> None:
    first, second = bare_database("escrow"), bare_database("escrow")
    asyncio.run(answer(first.owner_url, "CREATE TABLE thing (id int)"))

    assert asyncio.run(answer(first.owner_url, "SELECT to_regclass('thing') IS NOT NULL"))
    assert asyncio.run(answer(second.owner_url, "SELECT to_regclass('thing') IS NULL"))


def test_the_runtime_role_cannot_make_tables_and_no_other_service_gets_in(bare_database: Lend) -> None:
    ours, theirs = bare_database("escrow"), bare_database("scoring")
    trespass = theirs.runtime_url.replace(theirs.name, ours.name)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(answer(ours.runtime_url, "CREATE TABLE thing (id int)"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(answer(trespass, "SELECT 1"))
