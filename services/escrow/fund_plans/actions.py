"""What is done with fund plans."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import BadInput, FieldError, NotFound, Text
from chassis.ids import new_id
from chassis.money import ZERO
from chassis.store import amend, find
from chassis.writes import Work
from services.escrow.contracts import actions as contracts
from services.escrow.contracts.rules import WORKS
from services.escrow.fund_plans import rules, store
from services.escrow.fund_plans.schemas import FundPlanIn, LineIn, ReviseIn, Stage
from services.escrow.fund_plans.store import fund_plan, fund_plan_line
from services.escrow.ledger import actions as ledger
from services.escrow.progress import actions as progress
from services.escrow.projects import actions as projects
from services.escrow.regimes import actions as regimes


async def draft(work: Work, project_id: UUID, body: FundPlanIn) -> Row[Any]:
    """Draw up a plan for a month (E4).

    Raises BadInput for a past month and for lines that their contracts do not bear, InvalidState for a project that is
    not supervised, FundPlanExists when the month has an approved plan.
    """
    faults = rules.month_faults(body.month, work.today) + await _line_faults(work, project_id, body.lines)
    if faults:
        raise BadInput(faults)
    project = await projects.get(work, project_id, lock=True)
    rules.require_supervised(project.state)
    if await store.has_approved(work.connection, project_id, body.month):
        raise rules.FundPlanExists
    return await _write(work, project, "fund_plan.draft", body.month, body.lines, body.schedule)


async def revise(work: Work, fund_plan_id: UUID, body: ReviseIn) -> Row[Any]:
    """Draw up a revision of an approved or rejected plan (E4): it counts, and the plan no more, once it is approved.

    Raises BadInput as `draft` does, and for lines that do not take over what payments have taken; InvalidState.
    """
    seen = await get(work, fund_plan_id)
    project = await projects.get(work, seen.project_id, lock=True)
    row = await find(work.connection, fund_plan, fund_plan_id, lock=True)
    rules.MOVES.after(row.state, "revise")
    rules.require_supervised(project.state)
    faults = rules.month_faults(row.month, work.today) + await _line_faults(work, project.id, body.lines)
    revised = row if row.state == "approved" else None
    if revised is None and any(line.replaces for line in body.lines):
        faults.append(FieldError("/lines", "UNKNOWN_PLAN_LINE", Text("Nothing was paid on it", "该计划未生效")))
    if revised is None and await store.has_approved(work.connection, project.id, row.month):
        raise rules.FundPlanExists
    if revised is not None:
        standing = (await store.lines_of(work.connection, [row.id]))[row.id]
        faults += rules.replacement_faults(_planned(body.lines), _standing(standing))
    if faults:
        raise BadInput(faults)
    return await _write(work, project, "fund_plan.revise", row.month, body.lines, body.schedule, revised)


async def _write(
    work: Work,
    project: Row[Any],
    action: str,
    month: str,
    asked: Sequence[LineIn],
    schedule: Sequence[Stage],
    revised: Row[Any] | None = None,
) -> Row[Any]:
    node = {"sub_branch": project.sub_branch, "outlet": project.outlet}
    made = insert(fund_plan).values(
        id=new_id(),
        project_id=project.id,
        month=month,
        revision=await store.next_revision(work.connection, project.id, month),
        revises_id=revised and revised.id,
        state="draft",
        schedule=[stage.model_dump(mode="json") for stage in schedule],
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        **node,
    )
    row: Row[Any] = (await work.connection.execute(made.returning(fund_plan))).one()
    lines = [_line_values(row.id, place, line) | node for place, line in enumerate(asked)]
    await work.connection.execute(insert(fund_plan_line), lines)
    total = sum((line.amount for line in asked), ZERO)
    facts = {"lines": len(lines), "total": total, "revision": row.revision, "revises_id": row.revises_id}
    await work.record(action, row, data=_facts(row) | facts)
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
    seen = await get(work, fund_plan_id)
    if seen.revises_id is not None:
        # Payments lock the account before they take anything of a line: from here on none does.
        await ledger.lock_of_project(work, seen.project_id)
    row = await find(work.connection, fund_plan, fund_plan_id, lock=True)
    work.not_by(row.made_by, row.submitted_by)
    work.match(row.version)
    rules.MOVES.after(row.state, "approve")
    approvals = approvals_of(row)
    department = rules.approving_department(work.actor.roles, approvals)
    work.not_by(*approvals.values())
    state = rules.state_when_approved(row.state, [*approvals, department])
    if state == "approved" and row.revises_id is not None:
        await _supersede(work, row)
    names = {f"{department}_by": work.actor.sub, f"{department}_at": work.now}
    after = await amend(work.connection, fund_plan, row, state=state, **names)
    await work.record("fund_plan.approve", after, before=row, data=_facts(after) | {"department": department})
    return after


async def _supersede(work: Work, revision: Row[Any]) -> None:
    """End the plan that is revised; the revision's lines take over what payments have taken of its own.

    Raises InvalidState when another revision was first, RevisionOutrun when more has been taken since than a line has.
    """
    revised = await find(work.connection, fund_plan, revision.revises_id, lock=True)
    state = rules.MOVES.after(revised.state, "supersede")
    lines = await store.lines_of(work.connection, [revised.id, revision.id])
    standing = {line.id: line for line in lines[revised.id]}
    planned = [
        rules.Planned(each.category, each.contract_id, each.amount, needs_contract=False, replaces=each.replaces_id)
        for each in lines[revision.id]
    ]
    if rules.replacement_faults(planned, _standing(standing.values())):
        raise rules.RevisionOutrun
    for each in lines[revision.id]:
        if each.replaces_id is not None:
            await store.replace_line(work.connection, standing[each.replaces_id], each.id)
    after = await amend(work.connection, fund_plan, revised, state=state)
    await work.record("fund_plan.supersede", after, before=revised, data=_facts(after) | {"revision_id": revision.id})


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
    """A plan's line, with the plan's `project_id`, `month` and `plan_state`; None when there is none here.

    Where a revision's line took its place, that one.
    """
    return await standing_line(task, await store.line_with_plan(task.connection, line_id))


LINE = store.LINE
"""The line `line_id` with its plan, for whoever asks it together with other things; see `standing_line`."""

WORKS_TAKEN = store.WORKS_TAKEN
"""What payments of works have `taken` of all plans of `project_id`, in yuan, together with other things."""

TAKE = store.TAKE
"""What `commit` does with `line_id`, a line that stands, and the amount `taken`, together with other things."""


async def standing_line(task: Work | Reading, row: Row[Any] | None) -> Row[Any] | None:
    """The line that took this one's place, where a revision's did."""
    while row is not None and row.replaced_by is not None:
        row = await store.line_with_plan(task.connection, row.replaced_by)
    return row


async def commit(work: Work, line_id: UUID, amount: Decimal) -> Row[Any]:
    """Take `amount` (yuan) of a line for a payment (E4). Raises PlanLineExhausted when less than that remains.

    One statement tests and takes, so that payments at the same moment never take more than there is.
    """
    assert amount > 0, "a payment takes something"
    return await took(work, await _add(work, line_id, amount), line_id, amount)


async def took(work: Work, after: Row[Any] | None, line_id: UUID, amount: Decimal) -> Row[Any]:
    """Record what was taken of a line; None for nothing. Raises PlanLineExhausted."""
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
    after = await _add(work, line_id, -amount)
    assert after is not None, "no more is given back than payments have taken"
    await _record_line(work, "fund_plan_line.free", after, -amount)
    return after


def approvals_of(row: Row[Any]) -> dict[str, str]:
    """Who approved a plan, by department."""
    given = {name: getattr(row, f"{name}_by") for name in rules.DEPARTMENTS.values()}
    return {name: by for name, by in given.items() if by is not None}


async def confirmed_percent(task: Work | Reading, project_id: UUID) -> Decimal | None:
    """How far the two departments confirm the works to be today; None while they do not (E4)."""
    project = await projects.get(task, project_id)
    figures = await regimes.figures(task, project.regime, task.today)
    return (await progress.of_project(task, project_id, figures)).confirmed_percent


async def _add(work: Work, line_id: UUID, amount: Decimal) -> Row[Any] | None:
    """Take more of a line, or of the one that took its place. None, with nothing done, where out of bounds."""
    current: UUID | None = line_id
    while current is not None:
        after = await store.add_committed(work.connection, current, amount)
        if after is not None:
            return after
        current = await store.replacement(work.connection, current)
    return None


async def _line_faults(work: Work, project_id: UUID, lines: Sequence[LineIn]) -> list[FieldError]:
    named = [each.contract_id for each in lines if each.contract_id is not None]
    known = await contracts.of_project(work, project_id, named) if named else {}
    contracted = {found.id: rules.Contracted(found.category, found.amount) for found in known.values()}
    return rules.line_faults(_planned(lines), contracted)


def _planned(lines: Sequence[LineIn]) -> list[rules.Planned]:
    return [
        rules.Planned(
            each.category, each.contract_id, each.amount, each.category in WORKS, getattr(each, "replaces", None)
        )
        for each in lines
    ]


def _standing(lines: Iterable[Row[Any]]) -> dict[UUID, rules.Standing]:
    return {line.id: rules.Standing(line.category, line.contract_id, line.committed) for line in lines}


def _line_values(fund_plan_id: UUID, place: int, asked: LineIn) -> dict[str, Any]:
    values = asked.model_dump()
    replaces = {"replaces_id": values.pop("replaces", None)}
    return {"id": new_id(), "fund_plan_id": fund_plan_id, "position": place, "committed": ZERO} | values | replaces


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {"project_id": row.project_id, "month": row.month, "state": row.state}


async def _record_line(work: Work, action: str, after: Row[Any], change: Decimal) -> None:
    before = after._asdict() | {"committed": after.committed - change}
    facts = {"fund_plan_id": after.fund_plan_id, "change": change, "committed": after.committed, "amount": after.amount}
    await work.record(action, after, before=before, data=facts)
