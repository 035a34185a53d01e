"""What is done with suspensions: proposed by a close or a person, decided by the city branch, put right, lifted."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import audit
from chassis.admission import Reading, allowed_actions, shown
from chassis.asking import Wanted
from chassis.errors import BadInput, Forbidden
from chassis.identity import BANK_WIDE_ROLES, EVERYWHERE, Actor, Scope
from chassis.ids import new_id
from chassis.money import from_fen
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.policies import actions as policies
from services.collections.policies.rules import Accountability
from services.collections.suspensions import rules, store
from services.collections.suspensions.rules import UnderWay
from services.collections.suspensions.schemas import (
    RectificationIn,
    RectificationOut,
    SuspensionDecisionIn,
    SuspensionIn,
    SuspensionOut,
)
from services.collections.suspensions.store import branch_suspension, rectification_report


async def propose_due(connection: AsyncConnection, on: date, at: datetime, actor: Actor, policy: Accountability) -> int:
    """Propose every sub-branch whose bad balance is above the policy's share (G5), at its close. Answers how many."""
    figures = (policy.bad_share, policy.loans_min, policy.quiet_days)
    proposed = await store.propose_due(connection, on, at, actor.sub, figures, policy.policy_version)
    for row in proposed:
        facts = {"sub_branch": row["sub_branch"], "business_date": on, "reason": row["reason"], "state": row["state"]}
        node = Scope(row["sub_branch"], EVERYWHERE)
        after = dict(row)
        await audit.append(connection, actor, at, "branch_suspension.propose", row["id"], node, after=after, data=facts)
    return len(proposed)


async def propose(work: Work, body: SuspensionIn) -> SuspensionOut:
    """Propose a sub-branch by hand: one's own, or any for the levels above. Raises BadInput, SuspensionOpen."""
    found = await store.books(work.connection, body.sub_branch)
    if found is None:
        raise BadInput([rules.unknown_branch()])
    book = await arrears.book(work.connection)
    policy = await policies.accountability(work.connection, book.closed_through or work.today)
    row = await store.add(
        work.connection,
        id=new_id(),
        sub_branch=body.sub_branch,
        reason=body.reason,
        as_of=book.closed_through,
        loans=found["loans"],
        bad_loans=found["bad_loans"],
        balance=from_fen(found["balance"]),
        bad_balance=from_fen(found["bad_balance"]),
        policy_version=policy.policy_version,
        made_by=work.actor.sub,
        made_at=work.now,
    )
    await _record(work, "propose", row, None)
    return picture(work, row)


async def decide(work: Work, suspension_id: UUID, body: SuspensionDecisionIn, asked: UnderWay | None) -> SuspensionOut:
    """Suspend the branch from now on, or let it lend. Raises MakerIsChecker for whoever proposed it, Wanted.

    `asked` is what scoring says is under way there: it is kept; a suspension does not wait for a scoring that is away.
    """
    row = await _taken_up(work, suspension_id)
    work.not_by(row.made_by)
    state = rules.MOVES.after(row.state, body.decision)
    today = await _today(work)
    decided = {"decision_reason": body.reason, "decided_by": work.actor.sub, "decided_at": work.now}
    if state == "suspended":
        if asked is None:
            raise Wanted("under_way", row.sub_branch)
        found = asked.applications
        known = {} if found is None else {"under_way": len(found), "under_way_more": asked.more}
        after = await store.suspend(work.connection, row, found or (), suspended_on=today, **known, **decided)
    else:
        after = await amend(work.connection, branch_suspension, row, state=state, ended_on=today, **decided)
    await _record(work, body.decision, after, row)
    return picture(work, after)


async def report(work: Work, suspension_id: UUID, body: RectificationIn) -> RectificationOut:
    """Report what the suspended branch has put right: by that branch. Raises NotSuspended, Forbidden for another's."""
    row = await find(work.connection, branch_suspension, suspension_id, lock=True)
    if work.actor.sub_branch != row.sub_branch:
        raise Forbidden
    if row.state != "suspended":
        raise rules.NotSuspended
    made = await store.add_report(
        work.connection,
        id=new_id(),
        suspension_id=row.id,
        **body.model_dump(),
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=row.sub_branch,
        outlet=EVERYWHERE,
    )
    facts = {"suspension_id": row.id, "sub_branch": row.sub_branch, "document_ref": made.document_ref}
    await work.record("rectification_report.make", made, data=facts)
    return RectificationOut.model_validate(made)


async def lift(work: Work, suspension_id: UUID, reason: str) -> SuspensionOut:
    """Have the branch lend again. Raises ReportMissing without a rectification report, MakerIsChecker to its author."""
    row = await _taken_up(work, suspension_id)
    state = rules.MOVES.after(row.state, "lift")
    reported = await store.last_report(work.connection, row.id)
    if reported is None:
        raise rules.ReportMissing
    work.not_by(reported.made_by)
    after = await amend(
        work.connection,
        branch_suspension,
        row,
        state=state,
        ended_on=await _today(work),
        report_id=reported.id,
        reported_by=reported.made_by,
        lift_reason=reason,
        lifted_by=work.actor.sub,
        lifted_at=work.now,
    )
    await _record(work, "lift", after, row)
    return picture(work, after)


async def _today(work: Work) -> date:
    book = await arrears.book(work.connection)
    return book.business_date or work.today


async def _taken_up(work: Work, suspension_id: UUID) -> Row[Any]:
    row = await find(work.connection, branch_suspension, suspension_id, lock=True)
    work.match(row.version)
    return row


async def _record(work: Work, verb: str, row: Row[Any], before: Row[Any] | None) -> None:
    names = ("sub_branch", "state", "reason", "decision_reason", "suspended_on", "under_way", "ended_on", "lift_reason")
    facts = {name: getattr(row, name) for name in names}
    node = Scope(row.sub_branch, EVERYWHERE)
    # Journal rows of a node are written with that node's eyes; who decides here has the whole bank's.
    action = f"branch_suspension.{verb}"
    await audit.append(
        work.connection, work.actor, work.now, action, row.id, node, before=before, after=row, data=facts
    )


async def get(task: Reading, suspension_id: UUID) -> SuspensionOut:
    """One suspension. Raises NotFound."""
    return picture(task, await find(task.connection, branch_suspension, suspension_id))


async def get_report(task: Reading, report_id: UUID) -> RectificationOut:
    """One rectification report. Raises NotFound."""
    return RectificationOut.model_validate(await find(task.connection, rectification_report, report_id))


def picture(task: Work | Reading, row: Row[Any]) -> SuspensionOut:
    """A suspension in its published shape."""
    not_by = row.made_by if row.state == "proposed" else None
    verbs = allowed_actions(task, "branch_suspension", rules.verbs(row.state), not_by=[not_by])
    if row.state == "suspended" and _is_of(task.actor, row.sub_branch):
        verbs += allowed_actions(task, "branch_suspension", ["report"])
    share = rules.bad_share(row.bad_balance, row.balance)
    return shown(task, SuspensionOut, row, bad_share=share, allowed_actions=verbs)


def _is_of(actor: Actor, sub_branch: str) -> bool:
    return not actor.roles & BANK_WIDE_ROLES and actor.sub_branch == sub_branch
