"""The few queries that every capability would write the same way. Each is compiled once for a table."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Row, Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from chassis.statements import Statement


async def find(connection: AsyncConnection, table: Table, identity: UUID, *, lock: bool = False) -> Row[Any]:
    """The row with that id, locked against other writers if asked. Raises NotFound, also for another node's row."""
    row = await _finding(table, lock).first(connection, id=identity)
    if row is None:
        raise NotFound
    return row


async def amend(connection: AsyncConnection, table: Table, row: Row[Any], **changes: Any) -> Row[Any]:
    """Write changes to a locked row and raise its version by one. Answers the row as it is now."""
    given = {"of_id": row.id, "of_version": row.version, "to_version": row.version + 1}
    given |= {f"to_{name}": value for name, value in changes.items()}
    after = await _amending(table, tuple(changes)).first(connection, **given)
    assert after is not None, "who changes a row has locked it"
    return after


@cache
def _finding(table: Table, lock: bool) -> Statement:
    wanted = select(table).where(table.c.id == bindparam("id"))
    return Statement(wanted.with_for_update(key_share=True) if lock else wanted)


@cache
def _amending(table: Table, names: tuple[str, ...]) -> Statement:
    changed = update(table).where(table.c.id == bindparam("of_id"), table.c.version == bindparam("of_version"))
    values: dict[str, BindParameter[Any]] = {name: bindparam(f"to_{name}") for name in ("version", *names)}
    return Statement(changed.values(values).returning(table))
