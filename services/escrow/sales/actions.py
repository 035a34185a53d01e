"""What is done with sale filings: reported one by one or by the file in one way, cancelled, and paid back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import DuplicateRef, LoanopsError, NotFound
from chassis.ids import new_id
from chassis.imports import Importer, Line, Rejection
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.milestones.rules import require_open
from services.escrow.projects import actions as projects
from services.escrow.projects.rules import UnknownUnit
from services.escrow.sales import rules, store
from services.escrow.sales.schemas import CancellationIn, SaleFilingIn
from services.escrow.sales.store import Filing, sale_filing, sale_refund


async def file(work: Work, project_id: UUID, body: SaleFilingIn) -> Row[Any]:
    """Take in a filing (E5). The same number with the same content answers the first one, with status 200.

    Raises DuplicateRef for the same number with other content, UnknownUnit, UnitFiled, FiledAhead, and InvalidState
    for a project that is over.
    """
    (outcome,), made = await _take_in(work, project_id, [body])
    if outcome is not None:
        raise outcome
    row = (await store.by_filing_nos(work.connection, project_id, [body.filing_no]))[body.filing_no]
    if made:
        await work.record("sale_filing.report", row, data=_facts(row))
    else:
        work.status = 200
    return row


async def _import_lines(work: Work, lines: Sequence[Line]) -> list[Rejection]:
    """Take a chunk of an import in: what is known with the same content is accepted, and not doubled."""
    target = lines[0].target
    assert target is not None, "filings are imported into a project"
    outcomes, _ = await _take_in(work, target, [line.value for line in lines])
    return [
        Rejection(line.number, refusal.code, refusal.detail)
        for line, refusal in zip(lines, outcomes, strict=True)
        if refusal is not None
    ]


IMPORTER = Importer(SaleFilingIn, _import_lines)


async def _take_in(
    work: Work, project_id: UUID, bodies: Sequence[SaleFilingIn]
) -> tuple[list[LoanopsError | None], set[UUID]]:
    """Write filings in a few statements for all of them. Answers why each was refused, if it was, and what is new."""
    project = await projects.get(work, project_id)
    require_open(project.state)
    unknown = await store.unknown_units(work.connection, project_id, [body.unit_no for body in bodies])
    filings = [Filing(new_id(), body) for body in bodies]
    timely = [each for each in filings if each.body.filed_on <= work.today]
    made = await store.add(work.connection, project, timely, unknown, work.actor.sub, work.now)
    others = [each.body.filing_no for each in filings if each.id not in made]
    known = await store.by_filing_nos(work.connection, project_id, others) if others else {}
    refused = {each.id: _refusal(each.body, known.get(each.body.filing_no), unknown, work.today) for each in filings}
    return [None if each.id in made else refused[each.id] for each in filings], made


def _refusal(body: SaleFilingIn, first: Row[Any] | None, unknown: set[str], today: date) -> LoanopsError | None:
    if first is not None:
        same = all(getattr(first, name) == getattr(body, name) for name in SaleFilingIn.model_fields)
        return None if same else DuplicateRef()
    if body.unit_no in unknown:
        return UnknownUnit()
    return rules.FiledAhead() if body.filed_on > today else rules.UnitFiled()


async def cancel(work: Work, filing_id: UUID, body: CancellationIn) -> Row[Any]:
    """Take a filing off (E5): the unit is free again, and its proceeds may go back to the buyer.

    Raises InvalidState for a filing that is cancelled already, BadInput for an impossible day.
    """
    row = await find(work.connection, sale_filing, filing_id, lock=True)
    work.match(row.version)
    state = rules.MOVES.after(row.state, "cancel")
    cancelled_on = body.cancelled_on or work.today
    rules.require_cancelled_between(cancelled_on, row.filed_on, work.today)
    after = await amend(
        work.connection,
        sale_filing,
        row,
        state=state,
        cancelled_on=cancelled_on,
        cancelled_by=work.actor.sub,
        cancelled_at=work.now,
        cancel_reason=body.reason,
    )
    await work.record("sale_filing.cancel", after, before=row, data=_facts(after))
    return after


async def get(task: Work | Reading, filing_id: UUID) -> Row[Any]:
    """One filing. Raises NotFound."""
    return await find(task.connection, sale_filing, filing_id)


async def lock_for_refund(work: Work, project_id: UUID, filing_id: UUID) -> Row[Any]:
    """A cancelled filing of the project, locked. Raises NotFound for another project's, InvalidState while it stands.

    Whoever asks for a refund has locked the project's account before: so two refunds of a unit are judged in turn.
    """
    row = await find(work.connection, sale_filing, filing_id, lock=True)
    if row.project_id != project_id:
        raise NotFound
    rules.require_cancelled(row.state)
    return row


async def refundable(task: Work | Reading, row: Row[Any]) -> Decimal:
    """What may still be asked back under a cancelled filing, in yuan (E5)."""
    received, committed = await store.proceeds_of_unit(task.connection, row.project_id, row.unit_no)
    return rules.refundable(row.price, row.refund_committed, received, committed)


async def require_refunds_covered(task: Work | Reading, project_id: UUID, unit_no: str) -> None:
    """That a unit still has what its buyers were given or asked back (E5). Raises RefundsNotCovered."""
    rules.require_covered(*await store.proceeds_of_unit(task.connection, project_id, unit_no))


async def commit_refund(work: Work, row: Row[Any], amount: Decimal) -> Row[Any]:
    """Reserve an amount of a locked, cancelled filing for a refund that is asked for. Raises RefundTooLarge."""
    rules.require_refundable(amount, await refundable(work, row))
    return await amend(work.connection, sale_filing, row, refund_committed=row.refund_committed + amount)


async def free_refund(work: Work, filing_id: UUID, amount: Decimal) -> Row[Any]:
    """Give back what a refund had reserved: it was rejected, cancelled, failed, expired or returned."""
    row = await find(work.connection, sale_filing, filing_id, lock=True)
    return await amend(work.connection, sale_filing, row, refund_committed=row.refund_committed - amount)


async def record_refund(work: Work, filing_id: UUID, amount: Decimal, paid_on: date, reference: str) -> None:
    """A refund was settled: from that day the unit's proceeds are less. One that came back has an amount below zero.

    `reference` is core banking's, and counts once.
    """
    row = await find(work.connection, sale_filing, filing_id)
    made = insert(sale_refund).values(
        id=new_id(),
        sale_filing_id=row.id,
        project_id=row.project_id,
        unit_no=row.unit_no,
        amount=amount,
        paid_on=paid_on,
        reference=reference,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
    )
    refunded: Row[Any] = (await work.connection.execute(made.returning(sale_refund))).one()
    facts = {"sale_filing_id": row.id, "unit_no": row.unit_no, "amount": amount, "paid_on": paid_on}
    await work.record("sale_refund.record", refunded, data=facts)


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("project_id", "unit_no", "filing_no", "filed_on", "price", "state", "cancelled_on")
    return {name: getattr(row, name) for name in names}
