"""Below HTTP: an action carried out through the write template, and the database asked straight."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg

from chassis.clock import system_clock
from chassis.db import Database
from chassis.identity import Actor
from chassis.writes import Answer, Work, perform
from tests.support.identities import claims_of
from tests.support.running import Running

Action = Callable[[Work], Awaitable[Any]]


def carry_out(service: Running, name: str, *actions: Action) -> list[Any]:
    """Run actions at the same moment, each a command of its own by that person; answers what they return or raise."""
    claims = claims_of(name)
    actor = Actor(name, name, frozenset(claims["roles"]), claims.get("sub_branch"), claims.get("outlet"))

    async def one(database: Database, action: Action) -> Any:
        found: list[Any] = []

        async def run(work: Work) -> Answer:
            found.append(await action(work))
            return Answer(200, {}, b"")

        await perform(database, actor, system_clock(), run)
        return found[0]

    async def all_at_once() -> list[Any]:
        database = Database(service.settings)
        try:
            return await asyncio.gather(*(one(database, action) for action in actions), return_exceptions=True)
        finally:
            await database.close()

    return asyncio.run(all_at_once())


def as_runtime_role(service: Running, statement: str, *arguments: Any) -> Sequence[Any]:
    """Run one statement straight in the database, as the role the service has and with the whole bank's eyes."""

    async def run() -> Sequence[Any]:
        connection = await asyncpg.connect(service.database.runtime_url)
        try:
            await connection.execute(
                "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
            )
            rows: Sequence[Any] = await connection.fetch(statement, *arguments)
            return rows
        finally:
            await connection.close()

    return asyncio.run(run())
