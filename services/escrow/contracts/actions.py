"""What is done with contracts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, select

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.money import ZERO
from chassis.store import find
from chassis.writes import Work
from services.escrow.contracts import rules, store
from services.escrow.contracts.schemas import ContractIn
from services.escrow.contracts.store import contract
from services.escrow.documents import actions as documents
from services.escrow.projects import actions as projects


async def enter(work: Work, project_id: UUID, body: ContractIn) -> Row[Any]:
    """Enter a contract of a project (E11).

    Raises BadInput for an unknown document, InvalidState once the project is declined or closed.
    """
    await documents.require_one(work, body.document_id)
    project = await projects.get(work, project_id, lock=True)
    rules.require_open(project.state)
    made = insert(contract).values(
        id=new_id(),
        project_id=project.id,
        payee_name=body.payee_name,
        payee_account=body.payee_account,
        category=body.category,
        amount=body.amount,
        committed=ZERO,
        document_id=body.document_id,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(contract))).one()
    facts = {"project_id": row.project_id, "category": row.category, "amount": row.amount}
    await work.record("contract.enter", row, data=facts | {"document_id": row.document_id})
    return row


async def get(task: Work | Reading, contract_id: UUID, *, lock: bool = False) -> Row[Any]:
    """One contract, locked against other writers if asked. Raises NotFound."""
    return await find(task.connection, contract, contract_id, lock=lock)


async def of_project(task: Work | Reading, project_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """Those of the ids that are contracts of that project, by id."""
    return await store.of_project(task.connection, project_id, ids)


async def reveal(work: Work, contract_id: UUID, reason: str) -> Row[Any]:
    """The contract with the payee's account number in full; who looked, and why, is in the journal.

    A dry run leaves no record, so its caller must not be shown the number.
    """
    row = await get(work, contract_id)
    await work.record("contract.reveal", row, before=row, data={"project_id": row.project_id, "reason": reason})
    return row


async def commit(work: Work, contract_id: UUID, amount: Decimal) -> Row[Any]:
    """Take `amount` (yuan) of the contract for a payment (E11). Raises ContractExhausted when less than that remains.

    One statement tests and takes, so that payments at the same moment never take more than there is.
    """
    assert amount > 0, "a payment takes something"
    return await took(work, await store.add_committed(work.connection, contract_id, amount), contract_id, amount)


ONE = select(contract).where(contract.c.id == bindparam("contract_id"))
"""The contract `contract_id`, for whoever asks it together with other things."""

PAYEE_ACCOUNT = select(contract.c.payee_account).where(contract.c.id == bindparam("contract_id"))
"""Its payee's account, where another question needs it."""

TAKE = store.TAKE
"""What `commit` does with `contract_id` and the amount `taken`, for whoever does it together with other things."""


async def took(work: Work, after: Row[Any] | None, contract_id: UUID, amount: Decimal) -> Row[Any]:
    """Record what was taken of a contract; None for nothing. Raises ContractExhausted."""
    if after is None:
        current = await get(work, contract_id)
        raise rules.exhausted(current.amount - current.committed, amount)
    await _record(work, "contract.commit", after, amount)
    return after


async def free(work: Work, contract_id: UUID, amount: Decimal) -> Row[Any]:
    """Give `amount` (yuan) back that a payment had taken with `commit`."""
    assert amount > 0, "what is given back was taken"
    after = await store.add_committed(work.connection, contract_id, -amount)
    assert after is not None, "no more is given back than payments have taken"
    await _record(work, "contract.free", after, -amount)
    return after


async def _record(work: Work, action: str, after: Row[Any], change: Decimal) -> None:
    before = after._asdict() | {"committed": after.committed - change, "version": after.version - 1}
    facts = {"project_id": after.project_id, "change": change, "committed": after.committed, "amount": after.amount}
    await work.record(action, after, before=before, data=facts)
