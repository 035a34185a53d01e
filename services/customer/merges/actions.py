"""What is done with duplicates: merged, and parted again."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from chassis.admission import Reading
from chassis.errors import BadInput, FieldError, Text
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.customer.customers import actions as customers
from services.customer.merges import store
from services.customer.merges.rules import MOVES, require_free, require_two
from services.customer.merges.schemas import MergeIn, UndoIn
from services.customer.merges.store import customer_merge


async def merge(work: Work, body: MergeIn) -> Row[Any]:
    """Have one record stand for another (contract, section 6). Nothing is deleted, so that it can be undone.

    Raises BadInput for a customer whom the caller does not see, MergedAlready, OthersMergedInto.
    """
    require_two(body.kept_id, body.merged_id)
    rows = await customers.locked(work, [body.kept_id, body.merged_id])
    for pointer in ("kept_id", "merged_id"):
        if getattr(body, pointer) not in rows:
            message = Text("There is no such customer here", "未找到该客户")
            raise BadInput([FieldError(f"/{pointer}", "UNKNOWN_CUSTOMER", message)])
    kept, merged = rows[body.kept_id], rows[body.merged_id]
    has_others = await store.has_merged_into(work.connection, merged.id)
    require_free(kept.merged_into, merged.merged_into, has_others=has_others)
    after = await customers.set_merged(work, merged, kept.id)
    made = insert(customer_merge).values(
        id=new_id(),
        state="merged",
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=kept.sub_branch,
        outlet=kept.outlet,
        **body.model_dump(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(customer_merge))).one()
    told = {"kept_id": kept.id, "merged_id": merged.id, "merge_id": row.id}
    await work.record("customer_merge.make", row, data=told)
    await work.record("customer.merge", after, before=merged, data=told)
    return row


async def undo(work: Work, merge_id: UUID, body: UndoIn) -> Row[Any]:
    """Part the two again. Raises NotFound, InvalidState."""
    row = await find(work.connection, customer_merge, merge_id, lock=True)
    state = MOVES.after(row.state, "undo")
    merged = (await customers.locked(work, [row.merged_id]))[row.merged_id]
    after = await customers.set_merged(work, merged, None)
    changed = (
        update(customer_merge)
        .where(customer_merge.c.id == row.id)
        .values(state=state, undone_by=work.actor.sub, undone_at=work.now, undo_reason=body.reason)
        .returning(customer_merge)
    )
    undone: Row[Any] = (await work.connection.execute(changed)).one()
    told = {"kept_id": row.kept_id, "merged_id": row.merged_id, "merge_id": row.id}
    await work.record("customer_merge.undo", undone, before=row, data=told)
    await work.record("customer.part", after, before=merged, data=told)
    return undone


async def get(task: Work | Reading, merge_id: UUID) -> Row[Any]:
    """One merge. Raises NotFound."""
    return await find(task.connection, customer_merge, merge_id)
