"""What is done with committee cases (S4)."""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.db import Database
from chassis.errors import NotFound, Unavailable
from chassis.identity import WHOLE_BANK, Actor
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.scoring.asking import OwnRecordWanted
from services.scoring.bureau import actions as bureau
from services.scoring.committee import store
from services.scoring.committee.rules import MOVES, CaseIncomplete, require_may_vote, require_unvoted, verdict
from services.scoring.committee.schemas import VoteIn
from services.scoring.committee.store import committee_case, committee_vote
from services.scoring.decisions import actions as decisions
from services.scoring.decisions.actions import Asked, Made
from services.scoring.decisions.rules import is_retryable
from services.scoring.policies.rules import CommitteeFigures
from services.scoring.warnings import actions as warnings

AT_ONCE = 200
CLOCK = Actor("scoring", "scoring", frozenset({"service"}), None, None)


async def open_case(work: Work, check: Any, made: Made) -> None:
    """Put a referred check before the committee. A version without a committee leaves it to nobody."""
    figures = made.lines.committee
    if made.decision.outcome != "referred" or figures is None:
        return
    visited_by = (made.values["investigation"] or {}).get("by")
    case = insert(committee_case).values(
        id=new_id(),
        credit_check_id=check.id,
        decision_number=check.version,
        referred="referred",
        customer_ref=check.customer_ref,
        state="open",
        members=figures.members,
        quorum=figures.quorum,
        majority=figures.majority,
        due_on=work.today + timedelta(days=figures.deadline_days),
        barred=sorted({check.made_by, work.actor.sub} | ({visited_by} if visited_by else set())),
        policy_version=made.lines.policy_version,
        made_at=work.now,
        version=1,
        sub_branch=check.sub_branch,
        outlet=check.outlet,
    )
    row: Row[Any] = (await work.connection.execute(case.returning(committee_case))).one()
    facts = {"credit_check_id": row.credit_check_id, "due_on": row.due_on, "members": row.members}
    await work.record("committee_case.open", row, data=facts)


async def vote(work: Work, case_id: UUID, body: VoteIn, asked: Asked | None) -> Row[Any]:
    """Vote on a case; with the vote that settles it, decide its check (S4).

    What the committee approves goes through the gate once more, with our own record as it is now: a red line refuses
    still, and the cap holds. Raises ConflictOfInterest, AlreadyVoted, CommitteeFull; InvalidState for a case that is
    decided or lapsed; OwnRecordWanted until the record was asked for; Unavailable where it cannot be had, and
    CaseIncomplete where something else is missing: the vote then does not count.
    """
    row = await find(work.connection, committee_case, case_id, lock=True)
    require_may_vote(work.actor.sub, row.barred, await warnings.warned(work, row.customer_ref))
    MOVES.after("lapsed" if row.due_on < work.today else row.state, "approve")
    votes = await store.votes_of(work.connection, case_id)
    require_unvoted(work.actor.sub, [(each.member, each.vote) for each in votes], row.members)
    figures = CommitteeFigures(row.members, row.quorum, row.majority, 0)
    settled = verdict([*(each.vote for each in votes), body.vote], figures)
    if settled is not None and asked is None:
        raise OwnRecordWanted(row.customer_ref, row.sub_branch)
    cast = insert(committee_vote).values(
        committee_case_id=row.id,
        number=len(votes) + 1,
        member=work.actor.sub,
        vote=body.vote,
        reason=body.reason,
        voted_at=work.now,
        sub_branch=row.sub_branch,
        outlet=row.outlet,
    )
    await work.connection.execute(cast)
    await work.record("committee_case.vote", row, before=row, data={"vote": body.vote, "number": len(votes) + 1})
    if settled is not None and asked is not None:
        return await _settle(work, row, settled, asked)
    return row


async def _settle(work: Work, row: Row[Any], settled: Literal["approve", "refuse"], asked: Asked) -> Row[Any]:
    check = await decisions.locked(work, row.credit_check_id)
    latest = await decisions.get(work, row.credit_check_id)
    report = await bureau.get(work, latest.bureau_report_id)
    application = decisions.application_of(check, report, latest.investigation)
    word: Literal["approved", "refused"] = "approved" if settled == "approve" else "refused"
    made = await decisions.judge(work, application, asked, word, row.id)
    if made.decision.outcome == "undecided":
        codes = [reason.code for reason in made.decision.reasons]
        raise Unavailable if is_retryable("undecided", codes) else CaseIncomplete
    # A red line that has come up since refuses, whatever the committee says.
    move = "refuse" if made.decision.outcome == "refused" else "approve"
    after = await amend(work.connection, committee_case, row, state=MOVES.after(row.state, move), decided_at=work.now)
    expires_on = work.today + timedelta(days=made.days)
    await decisions.keep_next(work, check, made, "credit_check.settle", expires_on=expires_on)
    await work.record(f"committee_case.{move}", after, before=row, data={"votes": settled})
    return after


async def lapse_of(work: Work, check_id: UUID) -> None:
    """End the case of a check whose application is over."""
    row = await store.case_of(work.connection, check_id)
    if row is not None:
        await _lapse(work, row)


async def _lapse(work: Work, row: Row[Any]) -> None:
    after = await amend(
        work.connection, committee_case, row, state=MOVES.after(row.state, "lapse"), decided_at=work.now
    )
    await work.record("committee_case.lapse", after, before=row)


async def lapse_overdue(database: Database, now: datetime) -> bool:
    """The job: what was not decided in time lapses, and its application ends. Answers whether there is more."""
    async with database.transaction(WHOLE_BANK) as connection:
        work = Work(connection, CLOCK, now)
        rows = await store.overdue(connection, work.today, AT_ONCE)
        for row in rows:
            await _lapse(work, row)
            await decisions.end(work, await decisions.locked(work, row.credit_check_id), "expire")
    return len(rows) == AT_ONCE


async def get(task: Work | Reading, case_id: UUID) -> Row[Any]:
    """One case with its votes. Raises NotFound."""
    row: Row[Any] | None = (
        await task.connection.execute(store.with_votes().where(committee_case.c.id == case_id))
    ).first()
    if row is None:
        raise NotFound
    return row


async def referred(task: Work | Reading, row: Row[Any]) -> Row[Any]:
    """The check of a case, with the decision that referred it."""
    return await decisions.get(task, row.credit_check_id)
