"""What is done with fund plans."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import BadInput, NotFound
from chassis.ids import new_id
from chassis.money import ZERO
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.contracts import actions as contracts
from services.escrow.contracts.rules import WORKS
from services.escrow.fund_plans import rules, store
from services.escrow.fund_plans.schemas import FundPlanIn, LineIn
from services.escrow.fund_plans.store import fund_plan, fund_plan_line
from services.escrow.projects import actions as projects


async def draft(work: Work, project_id: UUID, body: FundPlanIn) -> Row[Any]:
    """Draw up a plan for a month (E4).

    Raises BadInput for a past month and for lines that their contracts do not bear, InvalidState for a project that is
    not supervised, FundPlanExists when the month has an approved plan.
    """
    await _check_input(work, project_id, body)
    project = await projects.get(work, project_id, lock=True)
    rules.require_supervised(project.state)
    if await store.has_approved(work.connection, project_id, body.month):
        raise rules.FundPlanExists
    node = {"sub_branch": project.sub_branch, "outlet": project.outlet}
    made = insert(fund_plan).values(
        id=new_id(),
        project_id=project.id,
        month=body.month,
        state="draft",
        schedule=[stage.model_dump(mode="json") for stage in body.schedule],
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        **node,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(fund_plan))).one()
    lines = [_line_values(row.id, place, line) | node for place, line in enumerate(body.lines)]
    await work.connection.execute(insert(fund_plan_line), lines)
    total = sum((line.amount for line in body.lines), ZERO)
    await work.record("fund_plan.draft", row, data=_facts(row) | {"lines": len(lines), "total": total})
    return row


async def submit(work: Work, fund_plan_id: UUID) -> Row[Any]:
    """Put a draft before the two departments. Raises InvalidState when it is no draft."""
    row = await find(work.connection, fund_plan, fund_plan_id, lock=True)
    work.match(row.version)
    state = rules.MOVES.after(row.state, "submit")
    after = await amend(
        work.connection, fund_plan, row, state=state, submitted_by=work.actor.sub, submitted_at=work.now
    )
    await work.record("fund_plan.submit", after, before=row, data=_facts(after))
    return after


async def approve(work: Work, fund_plan_id: UUID) -> Row[Any]:
    """Approve a plan for one's department (E4); with the second department's approval it counts.

    Raises MakerIsChecker for who made or submitted it, or approved for the other department (O3), InvalidState when it
    is not up for approval, DepartmentHasApproved, and FundPlanExists when another plan of the month was first.
    """
    row = await find(work.connection, fund_plan, fund_plan_id, lock=True)
    work.not_by(row.made_by, row.submitted_by)
    work.match(row.version)
    rules.MOVES.after(row.state, "approve")
    approvals = approvals_of(row)
    department = rules.approving_department(work.actor.roles, approvals)
    work.not_by(*approvals.values())
    state = rules.state_when_approved(row.state, [*approvals, department])
    names = {f"{department}_by": work.actor.sub, f"{department}_at": work.now}
    after = await amend(work.connection, fund_plan, row, state=state, **names)
    await work.record("fund_plan.approve", after, before=row, data=_facts(after) | {"department": department})
    return after


async def reject(work: Work, fund_plan_id: UUID, reason: str) -> Row[Any]:
    """Send a submitted plan back for good; the month can have another. Raises MakerIsChecker, InvalidState."""
    row = await find(work.connection, fund_plan, fund_plan_id, lock=True)
    work.not_by(row.made_by, row.submitted_by)
    work.match(row.version)
    after = await amend(
        work.connection,
        fund_plan,
        row,
        state=rules.MOVES.after(row.state, "reject"),
        rejected_by=work.actor.sub,
        rejected_at=work.now,
        rejected_reason=reason,
    )
    await work.record("fund_plan.reject", after, before=row, data=_facts(after))
    return after


async def get(task: Work | Reading, fund_plan_id: UUID) -> Row[Any]:
    """One plan, without its lines. Raises NotFound."""
    return await find(task.connection, fund_plan, fund_plan_id)


async def line(task: Work | Reading, line_id: UUID) -> Row[Any] | None:
    """A plan's line, with the plan's `project_id`, `month` and `plan_state`; None when there is none here."""
    return await store.line_with_plan(task.connection, line_id)


async def commit(work: Work, line_id: UUID, amount: Decimal) -> Row[Any]:
    """Take `amount` (yuan) of a line for a payment (E4). Raises PlanLineExhausted when less than that remains.

    One statement tests and takes, so that payments at the same moment never take more than there is.
    """
    assert amount > 0, "a payment takes something"
    after = await store.add_committed(work.connection, line_id, amount)
    if after is None:
        current = await line(work, line_id)
        if current is None:
            raise NotFound
        raise rules.exhausted(current.amount - current.committed, amount)
    await _record_line(work, "fund_plan_line.commit", after, amount)
    return after


async def free(work: Work, line_id: UUID, amount: Decimal) -> Row[Any]:
    """Give `amount` (yuan) back that a payment had taken with `commit` (E11)."""
    assert amount > 0, "what is given back was taken"
    after = await store.add_committed(work.connection, line_id, -amount)
    assert after is not None, "no more is given back than payments have taken"
    await _record_line(work, "fund_plan_line.free", after, -amount)
    return after


def approvals_of(row: Row[Any]) -> dict[str, str]:
    """Who approved a plan, by department."""
    given = {name: getattr(row, f"{name}_by") for name in rules.DEPARTMENTS.values()}
    return {name: by for name, by in given.items() if by is not None}


async def _check_input(work: Work, project_id: UUID, body: FundPlanIn) -> None:
    named = [each.contract_id for each in body.lines if each.contract_id is not None]
    known = await contracts.of_project(work, project_id, named) if named else {}
    contracted = {found.id: rules.Contracted(found.category, found.amount) for found in known.values()}
    planned = [
        rules.Planned(each.category, each.contract_id, each.amount, each.category in WORKS) for each in body.lines
    ]
    faults = rules.month_faults(body.month, work.today) + rules.line_faults(planned, contracted)
    if faults:
        raise BadInput(faults)


def _line_values(fund_plan_id: UUID, place: int, asked: LineIn) -> dict[str, Any]:
    return {"id": new_id(), "fund_plan_id": fund_plan_id, "position": place, "committed": ZERO} | asked.model_dump()


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {"project_id": row.project_id, "month": row.month, "state": row.state}


async def _record_line(work: Work, action: str, after: Row[Any], change: Decimal) -> None:
    before = after._asdict() | {"committed": after.committed - change}
    facts = {"fund_plan_id": after.fund_plan_id, "change": change, "committed": after.committed, "amount": after.amount}
    await work.record(action, after, before=before, data=facts)
