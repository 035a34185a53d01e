"""What is done to move personal data to a new key: in chunks, each a transaction, while everybody works on.

Whoever is killed leaves a chunk undone and nothing half sealed; the next goes on behind the last chunk that was
committed. A pass over the book ends with a look for what is under another key: a process that had not been told of the
new key may have written some meanwhile, and then the book is gone over again.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit, jobs, ranges
from chassis.admission import Reading, published
from chassis.db import Database
from chassis.identity import WHOLE_BANK, Actor
from chassis.ids import new_id
from chassis.personal import Vault
from chassis.store import find
from chassis.writes import Work
from services.customer.customers import actions as customers
from services.customer.key_rotations import store
from services.customer.key_rotations.rules import CHUNK_CUSTOMERS, PASSES_MAX, OldKeyInUse, OtherKeyCurrent
from services.customer.key_rotations.schemas import RotationCounts, RotationOut
from services.customer.key_rotations.store import key_rotation

QUEUE = "key_rotation"

Reseal = Callable[[AsyncConnection, Vault, str, int], Awaitable[int]]
"""Seals some numbers that are no customer's under the key of that id, as many as told. Answers how many it found."""


async def request(work: Work, vault: Vault) -> Row[Any]:
    """Have every number moved to the current key. Raises RotationUnderWay."""
    row = await store.add(
        work.connection,
        id=new_id(),
        key_id=vault.current_key_id,
        customers=await customers.count(work.connection),
        made_by=work.actor.sub,
        made_by_name=work.actor.name,
        made_at=work.now,
    )
    await jobs.enqueue(work.connection, QUEUE, {"rotation_id": str(row.id)})
    await _record(work.connection, "key_rotation.request", row, work.actor, work.now)
    return row


def runner(vault: Vault, also: Sequence[Reseal] = ()) -> jobs.RunQueued:
    """The job that carries rotations out, over customers and `also` others. It may run anywhere, twice, at once."""

    async def run(database: Database, now: datetime, payload: dict[str, Any]) -> None:
        await rotate(database, vault, now, UUID(payload["rotation_id"]), also)

    return run


async def rotate(
    database: Database, vault: Vault, now: datetime, rotation_id: UUID, also: Sequence[Reseal] = ()
) -> None:
    """Go on with a rotation until it is over. Raises OtherKeyCurrent, OldKeyInUse, Unreadable."""
    at, more = ranges.clock_from(now), True
    while more:
        async with database.transaction(WHOLE_BANK) as connection:
            more = await _chunk(connection, vault, rotation_id, at(), also)


async def under_way(connection: AsyncConnection) -> UUID | None:
    """The rotation that is running, if one is."""
    return await store.under_way(connection)


async def give_up(database: Database, now: datetime, payload: dict[str, Any]) -> None:
    """The job failed too often: the rotation ends as failed. What was sealed anew stays; another may be asked for."""
    async with database.transaction(WHOLE_BANK) as connection:
        row = await find(connection, key_rotation, UUID(payload["rotation_id"]), lock=True)
        if row.state == "running":
            after = await store.change(connection, row, state="failed")
            await _record(connection, "key_rotation.fail", after, _actor(row), now)


async def _chunk(
    connection: AsyncConnection, vault: Vault, rotation_id: UUID, at: datetime, also: Sequence[Reseal]
) -> bool:
    """Move the next customers. Answers whether there is more to do."""
    # The lock makes a worker that was thought dead, and its successor, take turns.
    row = await find(connection, key_rotation, rotation_id, lock=True)
    if row.state != "running":
        return False
    if row.key_id != vault.current_key_id:
        raise OtherKeyCurrent(row.key_id)
    read, resealed, last = await customers.reseal(connection, vault, row.key_id, row.after_id, CHUNK_CUSTOMERS)
    counts = {"read": row.read + read, "resealed": row.resealed + resealed}
    if read == CHUNK_CUSTOMERS:
        after = await store.change(connection, row, after_id=last, **counts)
        await _record(connection, "key_rotation.advance", after, _actor(row), at)
        return True
    others = 0
    for seal in also:
        others += await seal(connection, vault, row.key_id, CHUNK_CUSTOMERS - others)
    if others:
        await store.change(connection, row, after_id=last, read=row.read + read, resealed=counts["resealed"] + others)
        return True
    passes, left = row.passes + 1, await customers.under_other_keys(connection, row.key_id)
    if left and passes >= PASSES_MAX:
        raise OldKeyInUse(f"{left} customers have numbers under another key than {row.key_id}")
    if left:
        await store.change(connection, row, after_id=store.FIRST, passes=passes, **counts)
        return True
    after = await store.change(
        connection, row, after_id=last, passes=passes, state="completed", finished_at=at, **counts
    )
    await _record(connection, "key_rotation.complete", after, _actor(row), at)
    return False


async def read(task: Work | Reading, rotation_id: UUID) -> RotationOut:
    """A rotation, as far as it is. Raises NotFound."""
    return picture(await find(task.connection, key_rotation, rotation_id))


def picture(row: Row[Any]) -> RotationOut:
    """A rotation in its published shape."""
    done = row.read if row.passes == 0 else row.customers  # a further pass finds next to nothing
    progress = 1 if row.state == "completed" else min(done, row.customers) / (row.customers + 1)
    counts = RotationCounts(read=row.read, resealed=row.resealed)
    return published(RotationOut, row, progress=progress, counts=counts)


def _actor(row: Row[Any]) -> Actor:
    """Whoever asked for the rotation."""
    return Actor(row.made_by, row.made_by_name, frozenset({"system"}))


async def _record(connection: AsyncConnection, action: str, row: Row[Any], actor: Actor, at: datetime) -> None:
    facts = {"key_id": row.key_id, "read": row.read, "resealed": row.resealed, "passes": row.passes}
    await audit.append(connection, actor, at, action, row.id, WHOLE_BANK, after=row, data=facts)
