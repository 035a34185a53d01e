"""What is done with the loans on units: reported as they stand, read."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.money import ZERO
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.buyer_loans import rules, store
from services.escrow.buyer_loans.rules import LoanKind
from services.escrow.buyer_loans.schemas import MortgageIn, ProvidentFundApprovalIn
from services.escrow.buyer_loans.store import buyer_loan, buyer_loan_report
from services.escrow.deposits import actions as deposits
from services.escrow.deposits.rules import Guaranteed, guaranteed
from services.escrow.projects import actions as projects
from services.escrow.projects.rules import UnknownUnit


async def report(work: Work, project_id: UUID, body: MortgageIn | ProvidentFundApprovalIn) -> Row[Any]:
    """Take in how a loan stands (E5): a new one, or the next report of one that is known (status 200).

    The guarantee deposit follows a mortgage (E8). A report of an earlier day than the last is history only. Raises
    UnknownUnit, BadInput, LoanOfAnotherUnit, MortgageRegistered, DepositClosed.
    """
    project = await projects.get(work, project_id, lock=True)
    kind: LoanKind = "mortgage" if isinstance(body, MortgageIn) else "provident_fund"
    registered_on = body.mortgage_registered_on if isinstance(body, MortgageIn) else None
    as_of = body.as_of or work.today
    owed = rules.outstanding_of(body.amount, body.drawn_on, body.outstanding)
    rules.require_credible(body.amount, body.drawn_on, owed, registered_on, as_of, work.today)
    if not await projects.has_unit(work, project_id, body.unit_no):
        raise UnknownUnit
    figures = {"amount": body.amount, "drawn_on": body.drawn_on, "outstanding": owed, "registered_on": registered_on}
    before = await store.find_known(work.connection, project_id, kind, body.external_ref, body.unit_no)
    if before is None:
        after = await _add(work, project, kind, body, figures | {"as_of": as_of})
    else:
        after = await _update(work, before, body.unit_no, figures | {"as_of": as_of})
        work.status = 200
    await _keep(work, after, figures | {"as_of": as_of})
    await work.record(f"{kind}.report", after, before=before, data=_facts(after))
    if kind == "mortgage":
        newly = after.registered_on is not None and (before is None or before.registered_on is None)
        was, now = _guaranteed(before), _guaranteed(after)
        await deposits.follow_mortgage(work, project, after, was, now, is_registered_now=newly)
    return after


async def _add(
    work: Work,
    project: Row[Any],
    kind: LoanKind,
    body: MortgageIn | ProvidentFundApprovalIn,
    figures: dict[str, Any],
) -> Row[Any]:
    made = insert(buyer_loan).values(
        id=new_id(),
        project_id=project.id,
        kind=kind,
        unit_no=body.unit_no,
        external_ref=body.external_ref,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=project.sub_branch,
        outlet=project.outlet,
        **figures,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(buyer_loan))).one()
    return row


async def _update(work: Work, before: Row[Any], unit_no: str, figures: dict[str, Any]) -> Row[Any]:
    if before.unit_no != unit_no:
        raise rules.LoanOfAnotherUnit
    if before.registered_on is not None and figures["registered_on"] not in (None, before.registered_on):
        raise rules.MortgageRegistered
    registered_on = before.registered_on or figures["registered_on"]
    if figures["as_of"] < before.as_of:  # news of an earlier day; a registration is one whenever it is heard of
        figures = {name: getattr(before, name) for name in figures}
    return await amend(work.connection, buyer_loan, before, **figures | {"registered_on": registered_on})


async def _keep(work: Work, row: Row[Any], figures: dict[str, Any]) -> None:
    await work.connection.execute(
        insert(buyer_loan_report).values(
            id=new_id(),
            buyer_loan_id=row.id,
            project_id=row.project_id,
            made_by=work.actor.sub,
            made_at=work.now,
            sub_branch=row.sub_branch,
            outlet=row.outlet,
            **figures,
        )
    )


async def get(task: Work | Reading, loan_id: UUID, kind: LoanKind) -> Row[Any]:
    """One loan of that kind. Raises NotFound."""
    row = await find(task.connection, buyer_loan, loan_id)
    if row.kind != kind:
        raise NotFound
    return row


def _guaranteed(row: Row[Any] | None) -> Guaranteed:
    return guaranteed(row.drawn_on, row.outstanding, row.registered_on) if row else guaranteed(None, ZERO, None)


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("project_id", "kind", "unit_no", "amount", "drawn_on", "outstanding", "registered_on", "as_of")
    return {name: getattr(row, name) for name in names}
