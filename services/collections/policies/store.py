"""Policies by name, for what runs outside a request."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.policies import policy


async def find(connection: AsyncConnection, kind: str, version: str) -> Row[Any]:
    """One version that something began with, and that is therefore there. Relies on policy_kind_version_key."""
    wanted = select(policy).where(policy.c.kind == kind, policy.c.version == version)
    row: Row[Any] = (await connection.execute(wanted)).one()
    return row
