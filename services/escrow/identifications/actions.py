"""What is done with identifications: proposed with proof, decided by another person, and then the money counts (E5).

Whoever decides has locked the project's account first, as with payments: what is available is judged in turn.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.documents import actions as documents
from services.escrow.identifications import rules, store
from services.escrow.identifications.rules import MOVES
from services.escrow.identifications.schemas import IdentificationIn
from services.escrow.identifications.store import identification
from services.escrow.ledger import actions as ledger
from services.escrow.projects import actions as projects
from services.escrow.projects.rules import UnknownUnit
from services.escrow.receipts import actions as receipts
from services.escrow.sales import actions as sales


async def propose(work: Work, receipt_id: UUID, body: IdentificationIn) -> Row[Any]:
    """Name the unit whose sale a receipt is of (E5), in suspense or with the wrong unit.

    Raises NotSaleProceeds, AlreadyThatUnits, UnknownUnit, BadInput without proof, IdentificationPending.
    """
    row = await receipts.get(work, receipt_id)
    rules.require_sale_proceeds(row.source)
    rules.require_proof(len(body.document_ids))
    await documents.require(work, body.document_ids)
    project_id = await ledger.project_of(work, row.account_id)
    if not await projects.has_unit(work, project_id, body.unit_no):
        raise UnknownUnit
    rules.require_another_unit(body.unit_no, row.identified_unit_no or row.unit_no)
    made = insert(identification).values(
        **body.model_dump(),
        id=new_id(),
        receipt_id=receipt_id,
        account_id=row.account_id,
        project_id=project_id,
        state="proposed",
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
    )
    proposed: Row[Any] = (await work.connection.execute(made.returning(identification))).one()
    await work.record("receipt_identification.propose", proposed, data=_facts(proposed))
    return proposed


async def approve(work: Work, identification_id: UUID, comment: str) -> Row[Any]:
    """Another person than the maker lets it count (E5, O3): the money leaves suspense, and is the unit's.

    An identification that counted before is superseded. Raises RefundsNotCovered when the unit that loses the money has
    given back, or is giving back, more than it would have left.
    """
    row = await _decided_on(work, identification_id)
    receipt = await receipts.get(work, row.receipt_id)
    before = receipt.identified_unit_no or receipt.unit_no
    rules.require_another_unit(row.unit_no, before)
    earlier = await store.counting(work.connection, row.receipt_id)
    if earlier is not None:
        superseded = await amend(
            work.connection, identification, earlier, state=MOVES.after(earlier.state, "supersede")
        )
        await work.record("receipt_identification.supersede", superseded, before=earlier, data=_facts(superseded))
    after = await _decide(work, row, "approve", comment)
    outcome = await store.assign(work.connection, row.id, work.today)
    if outcome != "assigned":
        raise LookupError(f"the ledger answered {outcome} to an identification")
    if before is not None:
        await sales.require_refunds_covered(work, row.project_id, before)
    return after


async def reject(work: Work, identification_id: UUID, comment: str) -> Row[Any]:
    """Another person than the maker turns it down (O3)."""
    return await _decide(work, await _decided_on(work, identification_id), "reject", comment)


async def get(task: Work | Reading, identification_id: UUID) -> Row[Any]:
    """One identification. Raises NotFound."""
    return await find(task.connection, identification, identification_id)


async def _decided_on(work: Work, identification_id: UUID) -> Row[Any]:
    """The identification, its account and itself locked, for a person who did not make it. Raises MakerIsChecker."""
    seen = await find(work.connection, identification, identification_id)
    await ledger.lock_of_project(work, seen.project_id)
    row = await find(work.connection, identification, identification_id, lock=True)
    work.not_by(row.made_by)
    work.match(row.version)
    return row


async def _decide(work: Work, row: Row[Any], verb: str, comment: str) -> Row[Any]:
    after = await amend(
        work.connection,
        identification,
        row,
        state=MOVES.after(row.state, verb),
        decided_by=work.actor.sub,
        decided_at=work.now,
        comment=comment,
    )
    await work.record(f"receipt_identification.{verb}", after, before=row, data=_facts(after))
    return after


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("receipt_id", "account_id", "unit_no", "state")}
