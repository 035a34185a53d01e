"""A project whose money can be planned."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from tests.support.building import House, proposed_project
from tests.support.running import Running


@pytest.fixture(scope="module")
def house(escrow: Running) -> House:
    """A supervised project."""
    return _supervised(escrow)


@pytest.fixture
def fresh_house(escrow: Running) -> House:
    """A supervised project without any plan."""
    return _supervised(escrow)


def _supervised(escrow: Running) -> House:
    # A plan asks nothing of the account or the milestones: the state alone is set, which takes a tenth of the time.
    project = proposed_project(escrow)

    async def supervise() -> None:
        connection = await asyncpg.connect(escrow.database.owner_url)
        try:
            await connection.execute(
                "SELECT set_config('loanops.sub_branch', '*', false), set_config('loanops.outlet', '*', false)"
            )
            await connection.execute("UPDATE project SET state = 'supervised' WHERE id = $1", UUID(project["id"]))
        finally:
            await connection.close()

    asyncio.run(supervise())
    return House(escrow, "ls", project, "", [])
