"""The few queries that every capability would write the same way."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound


async def find(connection: AsyncConnection, table: Table, identity: UUID, *, lock: bool = False) -> Row[Any]:
    """The row with that id, locked against other writers if asked. Raises NotFound, also for another node's row."""
    wanted = select(table).where(table.c.id == identity)
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    row: Row[Any] | None = (await connection.execute(wanted)).first()
    if row is None:
        raise NotFound
    return row


async def amend(connection: AsyncConnection, table: Table, row: Row[Any], **changes: Any) -> Row[Any]:
    """Write changes to a locked row and raise its version by one. Answers the row as it is now."""
    changed = update(table).where(table.c.id == row.id, table.c.version == row.version)
    after: Row[Any] = (
        await connection.execute(changed.values(version=row.version + 1, **changes).returning(table))
    ).one()
    return after
