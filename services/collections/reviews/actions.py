"""What is done with reviews: a close opens and moves them, a person with no part in the loan decides."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading, allowed_actions, published
from chassis.errors import BadInput
from chassis.identity import Actor
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.loans import actions as loans
from services.collections.policies.rules import Accountability
from services.collections.reviews import rules, store
from services.collections.reviews.schemas import ReviewDecisionIn, ReviewOut
from services.collections.reviews.store import accountability_review


async def follow(
    connection: AsyncConnection, on: date, at: datetime, actor: Actor, policy: Accountability
) -> dict[str, int]:
    """Open a review for each new bad loan and move those that have something to move (G4), at a close."""
    counts = await store.follow(connection, on, at, actor.sub, policy.exemption_days, policy.policy_version)
    return {f"reviews_{name}": number for name, number in counts.items()}


async def decide(work: Work, review_id: UUID, body: ReviewDecisionIn) -> ReviewOut:
    """Say who is accountable, or that they did what was due (G4). Raises TookPart, BadInput."""
    book = await arrears.book(work.connection)
    found = await find(work.connection, accountability_review, review_id)
    loan = await loans.lock(work, found.loan_id)
    row = await find(work.connection, accountability_review, review_id, lock=True)
    work.match(row.version)
    parties = (await store.parties(work.connection, [loan.no]))[loan.no]
    rules.require_no_part((work.actor.sub, work.actor.deputy_for), parties)
    state = rules.MOVES.after(row.state, "decide")
    faults = rules.accountable_faults(body.outcome, body.accountable, parties)
    if faults:
        raise BadInput(faults)
    after = await amend(
        work.connection,
        accountability_review,
        row,
        state=state,
        moved_on=book.business_date or work.today,
        outcome=body.outcome,
        accountable=body.accountable,
        decision_reason=body.reason,
        document_ref=body.document_ref,
        decided_by=work.actor.sub,
        decided_at=work.now,
    )
    facts = {"review_id": str(row.id), "outcome": body.outcome, "accountable": body.accountable}
    await loans.tell(work, "reviewed", [(loan, after.moved_on, facts)])
    await work.record("accountability_review.decide", after, before=row, data=facts | {"loan_id": row.loan_id})
    work.version = after.version
    return _published(work, after, parties)


async def get(task: Reading, review_id: UUID) -> ReviewOut:
    """One review. Raises NotFound."""
    row = await find(task.connection, accountability_review, review_id)
    (shown,) = await pictures(task, [row])
    task.version = row.version
    return shown


async def pictures(task: Reading, rows: Sequence[Row[Any]]) -> list[ReviewOut]:
    """Reviews in their published shape."""
    parties = await store.parties(task.connection, list({row.loan_no for row in rows})) if rows else {}
    return [_published(task, row, parties[row.loan_no]) for row in rows]


def _published(task: Work | Reading, row: Row[Any], parties: list[str]) -> ReviewOut:
    verbs = [verb for verb in rules.MOVES.verbs(row.state) if verb == "decide"]
    allowed = allowed_actions(task, "accountability_review", verbs, not_by=parties)
    return published(ReviewOut, row, parties=parties, allowed_actions=allowed)
