"""What is done with watched and bad loans: actions, disposal plans and their results."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions, published
from chassis.ids import new_id
from chassis.money import ZERO, from_fen
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import RiskClass
from services.collections.disposals import rules, store
from services.collections.disposals.schemas import (
    DisposalClosingIn,
    DisposalPlanIn,
    DisposalPlanOut,
    DisposalResultIn,
    DisposalResultOut,
    WatchActionIn,
    WatchActionOut,
)
from services.collections.disposals.store import disposal_plan, disposal_result, watch_action
from services.collections.loans import actions as loans
from services.collections.policies import actions as policies
from services.collections.risk_classes import actions as risk_classes


async def watch(work: Work, loan_id: UUID, body: WatchActionIn) -> WatchActionOut:
    """Plan an action on a loan of special mention (G2). Raises NotOnWatch."""
    today, loan, now = await _classed(work, loan_id)
    rules.require_watched(now)
    row = await store.add(
        work.connection,
        watch_action,
        **_common(work, loan),
        state="open",
        **body.model_dump(exclude={"owner"}),
        owner=body.owner or loan.account_manager,
    )
    facts = {"action_id": str(row.id), "kind": row.kind, "owner": row.owner, "due_on": row.due_on.isoformat()}
    await loans.tell(work, "watched", [(loan, today, facts)])
    await work.record("watch_action.plan", row, data=facts | {"loan_id": loan.id})
    work.version = row.version
    return watch_picture(work, row)


async def complete(work: Work, action_id: UUID, result: str) -> WatchActionOut:
    """Say what came of an action. Raises NotYourAction."""
    today, loan, row = await _taken_up(work, watch_action, action_id)
    rules.require_owner(row.owner, work.actor.sub, work.actor.deputy_for)
    state = rules.WATCH_MOVES.after(row.state, "complete")
    done = {"result": result, "done_by": work.actor.sub, "done_on": today}
    after = await amend(work.connection, watch_action, row, state=state, **done)
    facts = {"action_id": str(row.id), "kind": row.kind, "late": today > row.due_on}
    await loans.tell(work, "watch_ended", [(loan, today, facts)])
    await work.record("watch_action.complete", after, before=row, data=facts | {"loan_id": loan.id})
    work.version = after.version
    return watch_picture(work, after)


async def propose(work: Work, loan_id: UUID, body: DisposalPlanIn) -> DisposalPlanOut:
    """Propose how a bad loan is dealt with (G2). Raises NotBad, PlanOpen."""
    today, loan, now = await _classed(work, loan_id)
    rules.require_bad(now)
    row = await store.add(
        work.connection,
        disposal_plan,
        **_common(work, loan),
        state="proposed",
        **body.model_dump(exclude={"owner"}),
        owner=body.owner or loan.account_manager,
    )
    await loans.tell(work, "disposal_planned", [(loan, today, _told(row))])
    await work.record("disposal_plan.propose", row, data=_told(row) | {"loan_id": loan.id})
    return await _shown(work, row)


async def approve(work: Work, plan_id: UUID) -> DisposalPlanOut:
    """Have a plan carried out. Raises MakerIsChecker for whoever proposed it."""
    today, loan, row = await _taken_up(work, disposal_plan, plan_id)
    work.not_by(row.made_by)
    after = await _decided(work, row, "approve", today)
    await loans.tell(work, "disposal_approved", [(loan, today, _told(after))])
    return await _shown(work, after)


async def reject(work: Work, plan_id: UUID) -> DisposalPlanOut:
    """Have another plan made. Raises MakerIsChecker for whoever proposed it, who cancels instead."""
    today, _, row = await _taken_up(work, disposal_plan, plan_id)
    work.not_by(row.made_by)
    return await _shown(work, await _decided(work, row, "reject", today))


async def cancel(work: Work, plan_id: UUID) -> DisposalPlanOut:
    """Take a proposed plan back."""
    today, _, row = await _taken_up(work, disposal_plan, plan_id)
    return await _shown(work, await _decided(work, row, "cancel", today))


async def add_result(work: Work, plan_id: UUID, body: DisposalResultIn) -> DisposalResultOut:
    """Put down what came of an approved plan. Raises PlanNotApproved, NotYourAction."""
    today, loan, row = await _taken_up(work, disposal_plan, plan_id, match=False)
    rules.require_owner(row.owner, work.actor.sub, work.actor.deputy_for)
    if row.state != "approved":
        raise rules.PlanNotApproved
    made = await store.add(
        work.connection,
        disposal_result,
        id=new_id(),
        plan_id=row.id,
        happened_on=body.on,
        **body.model_dump(exclude={"on"}),
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
    )
    facts = {"plan_id": str(row.id), "on": body.on.isoformat(), "amount": f"{body.amount:.2f}"}
    await loans.tell(work, "disposal_result", [(loan, today, facts)])
    await work.record("disposal_result.add", made, data=facts | {"loan_id": loan.id})
    return result_picture(made)


async def close(work: Work, plan_id: UUID, body: DisposalClosingIn) -> DisposalPlanOut:
    """Say what came of a plan as a whole. Raises MakerIsChecker for its maker and its owner."""
    today, loan, row = await _taken_up(work, disposal_plan, plan_id)
    work.not_by(row.made_by, row.owner)
    state = rules.PLAN_MOVES.after(row.state, "close")
    ended = {"outcome": body.outcome, "closing_reason": body.reason, "closed_by": work.actor.sub, "closed_on": today}
    after = await amend(work.connection, disposal_plan, row, state=state, **ended)
    facts = _told(after) | {"outcome": after.outcome}
    await loans.tell(work, "disposal_ended", [(loan, today, facts)])
    await work.record("disposal_plan.close", after, before=row, data=facts | {"loan_id": loan.id})
    return await _shown(work, after)


async def _classed(work: Work, loan_id: UUID) -> tuple[date, Row[Any], RiskClass]:
    """The business date; the loan, locked; and its class now."""
    book = await arrears.book_for_reporting(work.connection)
    loan = await loans.lock(work, loan_id)
    policy = await policies.risk_classes(work.connection, book.closed_through or work.today)
    now = await risk_classes.of_loans(work.connection, book, [loans.known(loan, book)], policy)
    return book.business_date or work.today, loan, now[loan.no]


async def _taken_up(work: Work, of: Any, identity: UUID, *, match: bool = True) -> tuple[date, Row[Any], Row[Any]]:
    """The business date; the loan and then the thing, locked."""
    book = await arrears.book(work.connection)
    found = await find(work.connection, of, identity)
    loan = await loans.lock(work, found.loan_id)
    row = await find(work.connection, of, identity, lock=True)
    if match:
        work.match(row.version)
    return book.business_date or work.today, loan, row


async def _decided(work: Work, row: Row[Any], verb: str, today: date) -> Row[Any]:
    state = rules.PLAN_MOVES.after(row.state, verb)
    decided = {"decided_by": work.actor.sub, "decided_on": today}
    after = await amend(work.connection, disposal_plan, row, state=state, **decided)
    await work.record(f"disposal_plan.{verb}", after, before=row, data=_told(after) | {"loan_id": row.loan_id})
    return after


def _common(work: Work, loan: Row[Any]) -> dict[str, Any]:
    made = {"made_by": work.actor.sub, "made_at": work.now, "version": 1}
    node = {"sub_branch": loan.sub_branch, "outlet": loan.outlet}
    return {"id": new_id(), "loan_no": loan.no, "loan_id": loan.id} | made | node


def _told(row: Row[Any]) -> dict[str, Any]:
    target = f"{row.target:.2f}"
    return {"plan_id": str(row.id), "method": row.method, "target": target, "owner": row.owner, "state": row.state}


async def get_watch(task: Reading, action_id: UUID) -> WatchActionOut:
    """One action. Raises NotFound."""
    row = await find(task.connection, watch_action, action_id)
    task.version = row.version
    return watch_picture(task, row)


async def get_plan(task: Reading, plan_id: UUID) -> DisposalPlanOut:
    """One plan. Raises NotFound."""
    return await _shown(task, await find(task.connection, disposal_plan, plan_id))


async def get_result(task: Reading, result_id: UUID) -> DisposalResultOut:
    """One result. Raises NotFound."""
    return result_picture(await find(task.connection, disposal_result, result_id))


async def _shown(task: Work | Reading, row: Row[Any]) -> DisposalPlanOut:
    (out,) = await plan_pictures(task, [row])
    task.version = row.version
    return out


def watch_picture(task: Work | Reading, row: Row[Any]) -> WatchActionOut:
    """An action in its published shape."""
    mine = row.owner in (task.actor.sub, task.actor.deputy_for)
    verbs = allowed_actions(task, "watch_action", rules.WATCH_MOVES.verbs(row.state)) if mine else []
    return published(WatchActionOut, row, allowed_actions=verbs)


def result_picture(row: Row[Any]) -> DisposalResultOut:
    """A result in its published shape."""
    return published(DisposalResultOut, row, on=row.happened_on)


async def plan_pictures(task: Work | Reading, rows: Sequence[Row[Any]]) -> list[DisposalPlanOut]:
    """Plans in their published shape."""
    sums = await store.sums(task.connection, [row.id for row in rows])
    shown = []
    for row in rows:
        me = {task.actor.sub, task.actor.deputy_for}
        makers = {row.made_by, row.owner} if row.state == "approved" else {row.made_by}
        verbs = [
            verb
            for verb in allowed_actions(task, "disposal_plan", rules.PLAN_MOVES.verbs(row.state))
            if verb == "cancel" or not me & makers
        ]
        recovered, repaid = sums[row.id]
        # Nothing counts as repaid by a plan that was never approved.
        paid = from_fen(repaid) if row.state in ("approved", "closed") else ZERO
        more = {"recovered": from_fen(recovered), "repaid": paid}
        shown.append(published(DisposalPlanOut, row, **more, allowed_actions=verbs))
    return shown
