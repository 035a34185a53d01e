"""What is done about responsibility: transfers proposed, confirmed by the receiver, rejected or taken back; and who
answered for a loan when."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions, shown
from chassis.errors import BadInput
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.loans import actions as loans
from services.collections.loans.rules import followed_by
from services.collections.responsibilities import rules, store
from services.collections.responsibilities.rules import Change
from services.collections.responsibilities.schemas import PeriodOut, ResponsibleOut, TransferIn, TransferOut
from services.collections.responsibilities.store import responsibility_transfer


async def propose(work: Work, body: TransferIn) -> TransferOut:
    """Propose a transfer (G3). Raises TransferToSelf, StaysWithOutlet, NothingToTransfer, BadInput for a loan that
    `from_manager` does not hold."""
    if body.from_manager == body.to_manager:
        raise rules.TransferToSelf
    node = work.node
    held = await store.held(work.connection, body.from_manager, node.sub_branch, body.loan_ids)
    if body.loan_ids is not None:
        known = {each["id"] for each in held}
        faults = [rules.not_held(place) for place, each in enumerate(body.loan_ids) if each not in known]
        if faults:
            raise BadInput(faults)
    fitting = [each for each in held if rules.may_take_over(each["originated_by"], each["outlet"], body.to_outlet)]
    if body.loan_ids is not None and len(fitting) < len(held):
        staying = sorted(str(each["id"]) for each in held if each not in fitting)
        raise rules.StaysWithOutlet(extra={"loan_ids": staying})
    if not fitting:
        raise rules.StaysWithOutlet if held else rules.NothingToTransfer
    row = await store.add(
        work.connection,
        id=new_id(),
        **body.model_dump(exclude={"whole_portfolio"}),
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=node.sub_branch,
        outlet=node.outlet,
    )
    await work.record("responsibility_transfer.propose", row, data=_facts(row) | {"loans": len(fitting)})
    return picture(work, row)


async def confirm(work: Work, transfer_id: UUID) -> TransferOut:
    """Take the loans over, from the business date on. Raises NotTheReceiver, ReceiverElsewhere, MakerIsChecker,
    NothingToTransfer when the other holds none of them any more."""
    book = await arrears.book_for_reporting(work.connection)
    row = await _taken_up(work, transfer_id)
    _require_receiver(work, row)
    state = rules.MOVES.after(row.state, "confirm")
    held = await store.held(work.connection, row.from_manager, row.sub_branch, row.loan_ids, lock=True)
    outcomes: list[rules.Outcome] = [
        "moved" if rules.may_take_over(each["originated_by"], each["outlet"], row.to_outlet) else "stays_with_outlet"
        for each in held
    ]
    moving = [each for each, outcome in zip(held, outcomes, strict=True) if outcome == "moved"]
    if not moving:
        raise rules.NothingToTransfer
    await store.move(work.connection, row, moving, book.business_date, work.now, work.actor.sub)
    await store.add_lines(work.connection, row.id, held, outcomes)
    after = await amend(
        work.connection,
        responsibility_transfer,
        row,
        state=state,
        moved=len(moving),
        stayed=len(held) - len(moving),
        effective_on=book.business_date or work.today,
        decided_by=work.actor.sub,
        decided_at=work.now,
    )
    counts = {"moved": after.moved, "stayed": after.stayed, "effective_on": after.effective_on}
    await work.record("responsibility_transfer.confirm", after, before=row, data=_facts(after) | counts)
    return picture(work, after)


async def reject(work: Work, transfer_id: UUID, reason: str) -> TransferOut:
    """Not take them over. Raises NotTheReceiver, ReceiverElsewhere, MakerIsChecker."""
    row = await _taken_up(work, transfer_id)
    _require_receiver(work, row)
    return await _ended(work, row, "reject", {"answer": reason})


async def cancel(work: Work, transfer_id: UUID) -> TransferOut:
    """Take the proposal back."""
    return await _ended(work, await _taken_up(work, transfer_id), "cancel", {})


async def _ended(work: Work, row: Row[Any], verb: str, said: dict[str, Any]) -> TransferOut:
    state = rules.MOVES.after(row.state, verb)
    decided = {"decided_by": work.actor.sub, "decided_at": work.now}
    after = await amend(work.connection, responsibility_transfer, row, state=state, **decided)
    await work.record(f"responsibility_transfer.{verb}", after, before=row, data=_facts(after) | said)
    return picture(work, after)


async def _taken_up(work: Work, transfer_id: UUID) -> Row[Any]:
    row = await find(work.connection, responsibility_transfer, transfer_id, lock=True)
    work.match(row.version)
    return row


def _require_receiver(work: Work, row: Row[Any]) -> None:
    actor = work.actor
    work.not_by(row.made_by)
    rules.require_receiver(
        row.to_manager, row.to_outlet, actor=actor.sub, deputy_for=actor.deputy_for, actor_outlet=actor.outlet
    )


async def get(task: Reading, transfer_id: UUID) -> TransferOut:
    """One transfer. Raises NotFound."""
    return picture(task, await find(task.connection, responsibility_transfer, transfer_id))


async def responsible(task: Reading, loan_id: UUID, as_of: date | None) -> ResponsibleOut:
    """Who answered for a loan when (G3). Raises NotFound."""
    loan = await loans.get(task, loan_id)
    book = await arrears.book(task.connection)
    found = await store.changes(task.connection, loan.no)
    changes = [Change(each.from_on, each.was, each.holder) for each in found]
    day = as_of or book.closed_through or task.today
    first = book.closed_through and await store.first_arrears(task.connection, loan.no, book.closed_through)
    return ResponsibleOut(
        loan_id=loan.id,
        as_of=day,
        account_manager=rules.holder_on(changes, loan.account_manager, day),
        now=loan.account_manager,
        approved_by=loan.approved_by,
        first_arrears_on=first,
        at_first_arrears=rules.holder_on(changes, loan.account_manager, first) if first else None,
        followed_by=followed_by(loan.originated_by),
        sub_branch=loan.sub_branch,
        outlet=loan.outlet,
        periods=_periods(loan, found),
    )


def _periods(loan: Row[Any], found: Any) -> list[PeriodOut]:
    first = found[0].was if found else loan.account_manager
    booked = {"transfer_id": None, "note": None, "recorded_at": loan.made_at}
    periods = [PeriodOut(account_manager=first, from_on=None, until_on=None, how="booked", **booked)]
    for each in found:
        periods[-1].until_on = each.from_on
        periods.append(
            PeriodOut(
                account_manager=each.holder,
                from_on=each.from_on,
                until_on=None,
                how="transferred" if each.transfer_id else "reported",
                transfer_id=each.transfer_id,
                note=each.note,
                recorded_at=each.recorded_at,
            )
        )
    return periods


def picture(task: Work | Reading, row: Row[Any]) -> TransferOut:
    """A transfer in its published shape."""
    me = {task.actor.sub, task.actor.deputy_for}
    verbs = [
        verb
        for verb in allowed_actions(task, "responsibility_transfer", rules.MOVES.verbs(row.state))
        if verb == "cancel" or (row.to_manager in me and row.made_by not in me)
    ]
    return shown(task, TransferOut, row, whole_portfolio=row.loan_ids is None, allowed_actions=verbs)


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("from_manager", "to_manager", "to_outlet", "state", "sub_branch")
    return {name: getattr(row, name) for name in names} | {"whole_portfolio": row.loan_ids is None}
