"""What is done with guarantee deposits: owed, paid in, released unit by unit, drawn on, closed (domain E8).

Whoever changes a deposit has locked its row: what is required and what is there are judged together.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.db import Database
from chassis.errors import DuplicateRef, Text
from chassis.identity import WHOLE_BANK
from chassis.ids import new_id
from chassis.money import ZERO
from chassis.store import amend, find
from chassis.writes import Work, perform_each
from services.escrow.agreements import actions as agreements
from services.escrow.agreements.rules import NoSignedAgreement
from services.escrow.alerts import actions as alerts
from services.escrow.deposits import conditions, rules, store
from services.escrow.deposits.rules import CLAIM_MOVES, MOVES, Guaranteed, MonthDue
from services.escrow.deposits.schemas import DepositClaimIn, DepositPaymentIn
from services.escrow.deposits.store import deposit, deposit_claim, deposit_movement
from services.escrow.documents import actions as documents
from services.escrow.ledger.rules import InsufficientFunds
from services.escrow.projects import actions as projects
from services.escrow.projects.rules import UnknownUnit
from services.escrow.receipts.rules import check_value_date


async def follow_mortgage(
    work: Work, project: Row[Any], loan: Row[Any], before: Guaranteed, after: Guaranteed, *, is_registered_now: bool
) -> None:
    """A mortgage was reported: what is owed follows it, and on its registration the unit's share goes back (E8).

    The project must be locked. Raises DepositClosed for a new unregistered mortgage after the last registration.
    """
    row = await store.of_project(work.connection, project.id, lock=True)
    if row is None:
        if after.counts and await agreements.signed(work, project.id) is not None:
            await _open(work, project)  # counts what is there, this mortgage included
        return
    if row.state == "closed":
        if after.counts:
            raise rules.DepositClosed
        return
    if before != after:
        row = await amend(
            work.connection,
            deposit,
            row,
            outstanding=row.outstanding + after.owed - before.owed,
            mortgages=row.mortgages + after.counts - before.counts,
        )
        await work.record("deposit.follow", row, data=_facts(row) | {"unit_no": loan.unit_no})
    if is_registered_now:
        await _release(work, row, loan)
    await settle(work, project)


async def pay(work: Work, project_id: UUID, body: DepositPaymentIn) -> Row[Any]:
    """Take in a payment (E8). The same `bank_ref` with the same content answers the first one, with status 200.

    Raises DuplicateRef, NoSignedAgreement, DepositClosed, ValueDateAhead.
    """
    check_value_date(body.paid_on, work.today)
    project = await projects.get(work, project_id, lock=True)
    row = await _required(work, project)
    known = await store.payment_by_ref(work.connection, body.bank_ref)
    if known is None:
        rules.require_open(row.state)
        movement = await _move(work, row, "payment", body.amount, bank_ref=body.bank_ref, value_date=body.paid_on)
        if movement is None:
            raise DuplicateRef  # another sub-branch's, which this caller may not see
        await settle(work, project)
        return movement
    if (known.deposit_id, known.amount, known.value_date) != (row.id, body.amount, body.paid_on):
        raise DuplicateRef
    work.status = 200
    return known


async def claim(work: Work, project_id: UUID, body: DepositClaimIn) -> Row[Any]:
    """Ask to draw on the deposit for a borrower who has stopped paying (E8); another person decides (O3).

    Raises TooFewMissed, ClaimTooLarge, ClaimPending, UnknownUnit, BadInput without proof.
    """
    project = await projects.get(work, project_id)
    rules.require_proof(len(body.document_ids))
    await documents.require(work, body.document_ids)
    version, figures = await conditions.figures(work)
    row = await _required(work, project)
    rules.require_open(row.state)
    if not await projects.has_unit(work, project_id, body.unit_no):
        raise UnknownUnit
    rules.require_missed(body.missed_instalments, figures.claim_missed_instalments)
    owed, _ = await store.owed_now(work.connection, project_id, body.unit_no)
    rules.require_owed(body.amount, owed)
    made = insert(deposit_claim).values(
        id=new_id(),
        deposit_id=row.id,
        project_id=project_id,
        state="requested",
        policy_version=version,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
        **body.model_dump(),
    )
    asked: Row[Any] = (await work.connection.execute(made.returning(deposit_claim))).one()
    await work.record("deposit_claim.make", asked, data=_claimed(asked))
    return asked


async def approve_claim(work: Work, claim_id: UUID, comment: str) -> Row[Any]:
    """Another person than the maker draws on the deposit (E8, O3). Raises InsufficientFunds, ClaimTooLarge."""
    row, project, kept = await _claim_decided_on(work, claim_id, "approve")
    owed, _ = await store.owed_now(work.connection, project.id, row.unit_no)
    rules.require_owed(row.amount, owed)
    await _post(work, kept, "deposit_claim", row.id, row.amount, row.unit_no)
    after = await _decide(work, row, "approve", comment)
    await settle(work, project)
    return after


async def reject_claim(work: Work, claim_id: UUID, comment: str) -> Row[Any]:
    """Another person than the maker turns it down (O3)."""
    row, _, _ = await _claim_decided_on(work, claim_id, "reject")
    return await _decide(work, row, "reject", comment)


async def settle(work: Work, project: Row[Any]) -> None:
    """Bring the deposit's alerts up to date; and close it when supervision has ended and the last unit is registered.

    What is then left goes back to the developer (E12).
    """
    row = await store.of_project(work.connection, project.id, lock=True)
    if row is None or row.state == "closed":
        return
    if project.state == "closed" and row.mortgages == 0:
        rest = await store.balance(work.connection, row.id)
        if rest > 0:
            await _move(work, row, "release", rest, value_date=work.today)
        after = await amend(
            work.connection, deposit, row, state=MOVES.after(row.state, "close"), outstanding=ZERO, closed_at=work.now
        )
        await work.record("deposit.close", after, before=row, data=_facts(after))
        await alerts.state(work, project, {"DEPOSIT_LATE": None, "CALENDAR_PROVISIONAL": None})
        return
    due = await conditions.last_due(work, row.project_id)
    late = {"month": due.month, "due_on": f"{due.due.on}", "late": f"{due.requirement.late:.2f}"}
    provisional = {"due_on": f"{due.due.on}", "month": due.month}
    await alerts.state(
        work,
        project,
        {
            "DEPOSIT_LATE": late if due.requirement.late > 0 else None,
            "CALENDAR_PROVISIONAL": provisional if due.due.provisional else None,
        },
    )


async def state_month(work: Work, project_id: UUID) -> None:
    """Write down what was required at the last month's end, once, and bring the alerts up to date (E8)."""
    project = await projects.get(work, project_id, lock=True)
    row = await store.of_project(work.connection, project_id, lock=True)
    if row is None or row.state == "closed":
        return
    month_end = rules.month_end_before(work.today)
    month = f"{month_end:%Y-%m}"
    if await store.statement(work.connection, row.id, month) is None:
        version, due = await conditions.due_after(work, month_end)
        outstanding = await store.owed_on(work.connection, project_id, month_end)
        made = await store.add_statement(
            work.connection,
            id=new_id(),
            deposit_id=row.id,
            project_id=project_id,
            month=month,
            outstanding=outstanding,
            required=rules.required(outstanding, row.rate),
            due_on=due.on,
            due_is_provisional=due.provisional,
            policy_version=version,
            made_at=work.now,
            sub_branch=row.sub_branch,
            outlet=row.outlet,
        )
        if made is not None:
            facts = {"project_id": project_id, "month": month, "required": made.required, "due_on": made.due_on}
            await work.record("deposit_statement.make", made, data=facts)
    await settle(work, project)


async def state_all(database: Database, now: datetime) -> bool:
    """For every open deposit: the last month's statement, and its alerts (E8). Each in a transaction of its own.

    One that cannot be stated now is logged, and comes again.
    """
    async with database.transaction(WHOLE_BANK) as connection:
        projects_of = await store.open_projects(connection)
    await perform_each(database, now, projects_of, _state_month, "a deposit could not be stated")
    return False


async def _state_month(project_id: UUID, work: Work) -> None:
    await state_month(work, project_id)


async def check(work: Work, project_id: UUID) -> tuple[bool, Text]:
    """DEPOSIT_CURRENT: nothing of what was due at the last month's end that counts is missing (E8)."""
    row = await store.of_project(work.connection, project_id)
    if row is None or row.state == "closed":
        return rules.is_current(None)
    return rules.is_current((await conditions.last_due(work, project_id)).requirement)


COUNTING, STANDING = conditions.COUNTING, store.STANDING
"""The version of the figures that counts `today`, and the deposit of `project_id` with its account and its statement of
`deposit_month`, for whoever asks them together with other things: see `month_due` and `told`."""

month_due = conditions.month_due


async def told(work: Work, row: Row[Any] | None, month: MonthDue) -> tuple[bool, Text]:
    """DEPOSIT_CURRENT, of the deposit as `STANDING` finds it."""
    if row is None or row.state == "closed":
        return rules.is_current(None)
    return rules.is_current((await conditions.last_due_of(work, row, month)).requirement)


async def of_project(task: Work | Reading, project_id: UUID) -> Row[Any] | None:
    """The project's deposit, None before anything is owed or paid."""
    return await store.of_project(task.connection, project_id)


async def owed_on(task: Work | Reading, project_id: UUID, on: date) -> Decimal:
    """E8: outstanding of drawn mortgages whose registration was not complete at the end of that day, in yuan."""
    return await store.owed_on(task.connection, project_id, on)


async def get_claim(task: Work | Reading, claim_id: UUID) -> Row[Any]:
    """One claim. Raises NotFound."""
    return await find(task.connection, deposit_claim, claim_id)


async def get_movement(task: Work | Reading, movement_id: UUID) -> Row[Any]:
    """One payment or release. Raises NotFound."""
    return await find(task.connection, deposit_movement, movement_id)


async def _required(work: Work, project: Row[Any]) -> Row[Any]:
    """The project's deposit, locked, opened where it has none yet. Raises NoSignedAgreement."""
    row = await store.of_project(work.connection, project.id, lock=True)
    if row is not None:
        return row
    if await agreements.signed(work, project.id) is None:
        raise NoSignedAgreement
    await projects.get(work, project.id, lock=True)
    again = await store.of_project(work.connection, project.id, lock=True)
    return again or await _open(work, project)


async def _open(work: Work, project: Row[Any]) -> Row[Any]:
    """Open the deposit's account, with what is owed already. The project must be locked."""
    agreement = await agreements.signed(work, project.id)
    if agreement is None:
        raise NoSignedAgreement
    account_id = new_id()
    await store.open_ledger(work.connection, account_id, new_id(), project)
    outstanding, mortgages = await store.owed_now(work.connection, project.id)
    made = insert(deposit).values(
        id=account_id,
        project_id=project.id,
        state="open",
        rate=agreement.guarantee_deposit_rate,
        outstanding=outstanding,
        mortgages=mortgages,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(deposit))).one()
    await work.record("deposit.open", row, data=_facts(row))
    return row


async def _release(work: Work, row: Row[Any], loan: Row[Any]) -> None:
    balance = await store.balance(work.connection, row.id)
    amount = rules.released(balance, rules.required(row.outstanding, row.rate), loan.amount, row.rate)
    if amount > 0:
        await _move(work, row, "release", amount, unit_no=loan.unit_no, value_date=work.today)


async def _move(work: Work, row: Row[Any], kind: str, amount: Decimal, **more: Any) -> Row[Any] | None:
    movement = await store.add_movement(
        work.connection,
        id=new_id(),
        deposit_id=row.id,
        project_id=row.project_id,
        kind=kind,
        amount=amount,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
        **more,
    )
    if movement is None:
        return None
    reference = movement.bank_ref or movement.unit_no or ""
    await _post(work, row, f"deposit_{kind}", movement.id, amount, reference, movement.value_date)
    facts = {"project_id": row.project_id, "amount": amount, "unit_no": movement.unit_no}
    await work.record(f"deposit_{kind}.post", movement, data=facts)
    return movement


async def _post(
    work: Work, row: Row[Any], kind: str, identity: UUID, amount: Decimal, reference: str, value_date: Any = None
) -> None:
    outcome = await store.post(
        work.connection, kind, identity, row.id, amount, reference, value_date or work.today, work.now
    )
    if outcome == "insufficient":
        raise InsufficientFunds
    if outcome != "posted":
        raise LookupError(f"the deposit's ledger answered {outcome} to a {kind}")


async def _claim_decided_on(work: Work, claim_id: UUID, verb: str) -> tuple[Row[Any], Row[Any], Row[Any]]:
    """The claim as its decider has seen it, its project and deposit; all locked, the deposit before the claim."""
    seen = await find(work.connection, deposit_claim, claim_id)
    project = await projects.get(work, seen.project_id, lock=True)
    kept = await store.of_project(work.connection, project.id, lock=True)
    assert kept is not None, "a claim is on a deposit"
    row = await find(work.connection, deposit_claim, claim_id, lock=True)
    work.not_by(row.made_by)
    work.match(row.version)
    CLAIM_MOVES.after(row.state, verb)
    return row, project, kept


async def _decide(work: Work, row: Row[Any], verb: str, comment: str) -> Row[Any]:
    after = await amend(
        work.connection,
        deposit_claim,
        row,
        state=CLAIM_MOVES.after(row.state, verb),
        decided_by=work.actor.sub,
        decided_at=work.now,
        comment=comment,
    )
    await work.record(f"deposit_claim.{verb}", after, before=row, data=_claimed(after))
    return after


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("project_id", "state", "rate", "outstanding", "mortgages")
    return {name: getattr(row, name) for name in names}


def _claimed(row: Row[Any]) -> dict[str, Any]:
    names = ("project_id", "unit_no", "amount", "missed_instalments", "state")
    return {name: getattr(row, name) for name in names}
