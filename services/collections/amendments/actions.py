"""What is done with amendments: proposed, signed, rejected, cancelled; and the schedules that were before."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions, shown
from chassis.errors import Forbidden
from chassis.ids import new_id
from chassis.money import ZERO
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.amendments import rules, store
from services.collections.amendments.rules import NewInstalment
from services.collections.amendments.schemas import AmendmentIn, AmendmentOut, FormerInstalmentOut, NewInstalmentOut
from services.collections.amendments.store import amendment
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import Book
from services.collections.cases import actions as cases
from services.collections.loans import actions as loans
from services.collections.loans.rules import EventKind
from services.collections.policies import actions as policies

_TOLD: dict[str, EventKind] = {
    "extension": "extended",
    "restructuring": "restructured",
    "write_off": "written_off",
}


async def propose(work: Work, loan_id: UUID, body: AmendmentIn) -> AmendmentOut:
    """Propose a new schedule or a write-off (C8). Raises NothingToAmend, PlanOutOfDate."""
    book = await arrears.book_for_reporting(work.connection)
    loan = await loans.lock(work, loan_id)
    await _require_sound(work, book, loan, body.kind, body.plan)
    row = await store.add(
        work.connection,
        id=new_id(),
        loan_no=loan.no,
        loan_id=loan.id,
        kind=body.kind,
        reason=body.reason,
        document_ref=body.document_ref,
        instalments=[each.model_dump(mode="json") for each in body.instalments],
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=loan.sub_branch,
        outlet=loan.outlet,
    )
    await work.record("amendment.propose", row, data=_facts(row))
    return picture(work, row)


async def sign(work: Work, amendment_id: UUID) -> AmendmentOut:
    """Put it into effect, from the next close on (C8). Raises MakerIsChecker, NothingToAmend, PlanOutOfDate.

    Nothing is overdue on a new schedule, so an open case is cured. What is written off stays owed, and its case open.
    """
    book, loan, row = await _taken_up(work, amendment_id)
    if row.kind == "write_off" and not work.actor.roles & rules.WRITE_OFF_SIGNERS:
        raise Forbidden
    work.not_by(row.made_by)
    state = rules.MOVES.after(row.state, "sign")
    plan = [NewInstalment(each.due_date, each.principal, each.interest) for each in _instalments(row)]
    await _require_sound(work, book, loan, row.kind, plan)
    effective_on = book.next_ageing or work.today
    decided = {"decided_by": work.actor.sub, "decided_at": work.now}
    after = await amend(work.connection, amendment, row, state=state, effective_on=effective_on, **decided)
    cured: list[UUID] = []
    if row.kind == "write_off":
        await loans.write_off(work, loan, effective_on)
    else:
        await store.reschedule(work.connection, loan.no, effective_on, plan)
        cured = await cases.cure_paid(work, book, [loan])
    facts = {"amendment_id": str(row.id), "document_ref": row.document_ref}
    await loans.tell(work, _TOLD[row.kind], [(loan, effective_on, facts)])
    await work.record("amendment.sign", after, before=row, data=_facts(after))
    await cases.record_cured(work, cured)
    return picture(work, after)


async def reject(work: Work, amendment_id: UUID) -> AmendmentOut:
    """Leave everything as it is. Raises MakerIsChecker for whoever proposed it, who cancels instead."""
    _, _, row = await _taken_up(work, amendment_id)
    work.not_by(row.made_by)
    return await _ended(work, row, "reject")


async def cancel(work: Work, amendment_id: UUID) -> AmendmentOut:
    """Take the proposal back."""
    _, _, row = await _taken_up(work, amendment_id)
    return await _ended(work, row, "cancel")


async def _ended(work: Work, row: Row[Any], verb: str) -> AmendmentOut:
    state = rules.MOVES.after(row.state, verb)
    decided = {"decided_by": work.actor.sub, "decided_at": work.now}
    after = await amend(work.connection, amendment, row, state=state, **decided)
    await work.record(f"amendment.{verb}", after, before=row, data=_facts(after))
    return picture(work, after)


async def _taken_up(work: Work, amendment_id: UUID) -> tuple[Book, Row[Any], Row[Any]]:
    """The book, held for reporting; the loan and then the amendment, locked; people decide on what they have seen."""
    book = await arrears.book_for_reporting(work.connection)
    found = await find(work.connection, amendment, amendment_id)
    loan = await loans.lock(work, found.loan_id)
    row = await find(work.connection, amendment, amendment_id, lock=True)
    work.match(row.version)
    return book, loan, row


async def _require_sound(
    work: Work, book: Book, loan: Row[Any], kind: rules.AmendmentKind, plan: list[NewInstalment]
) -> None:
    rules.require_amendable(loan.oldest_due_on is None, loan.written_off_on)
    if kind == "write_off":
        return
    buckets = await policies.buckets(work.connection, book.closed_through or work.today)
    behind = (await arrears.of_loans(work.connection, book, [loan.no], buckets)).get(loan.no)
    overdue_interest = behind.overdue_interest if behind else ZERO
    first: date = book.next_ageing or work.today
    rules.require_fitting(kind, plan, loan.outstanding_principal, overdue_interest, first)


async def get(task: Reading, amendment_id: UUID) -> AmendmentOut:
    """One amendment. Raises NotFound."""
    return picture(task, await find(task.connection, amendment, amendment_id))


async def former_schedules(task: Reading, loan_id: UUID) -> list[FormerInstalmentOut]:
    """Every instalment of the schedules that a loan had before the present one. Raises NotFound."""
    loan = await loans.get(task, loan_id)
    return [FormerInstalmentOut.model_validate(row) for row in await store.former(task.connection, loan.no)]


def picture(task: Work | Reading, row: Row[Any]) -> AmendmentOut:
    """An amendment in its published shape."""
    verbs = [
        verb
        for verb in allowed_actions(task, "amendment", rules.MOVES.verbs(row.state))
        if (verb == "cancel" or task.actor.sub != row.made_by)
        and (verb != "sign" or row.kind != "write_off" or task.actor.roles & rules.WRITE_OFF_SIGNERS)
    ]
    return shown(task, AmendmentOut, row, instalments=_instalments(row), allowed_actions=verbs)


def _instalments(row: Row[Any]) -> list[NewInstalmentOut]:
    return [NewInstalmentOut.model_validate(each) for each in row.instalments]


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("loan_id", "kind", "document_ref", "state", "effective_on")}
