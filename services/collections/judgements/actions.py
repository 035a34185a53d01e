"""What is done with judgements: proposed, approved or rejected, lifted, and the lifting confirmed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions, shown
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import days_past_due
from services.collections.judgements import rules, store
from services.collections.judgements.schemas import JudgementIn, JudgementOut
from services.collections.judgements.store import class_judgement
from services.collections.loans import actions as loans
from services.collections.policies import actions as policies
from services.collections.risk_classes import actions as risk_classes


async def propose(work: Work, loan_id: UUID, body: JudgementIn) -> JudgementOut:
    """Propose a lower class, or that the delay is technical (C6). Raises ClassedHigher, NoTechnicalDelay."""
    book = await arrears.book_for_reporting(work.connection)
    loan = await loans.lock(work, loan_id)
    policy = await policies.risk_classes(work.connection, book.closed_through or work.today)
    due_date = None
    if body.risk_class is not None:
        now = await risk_classes.of_loans(work.connection, book, [loans.known(loan, book)], policy)
        rules.require_lower(now[loan.no], body.risk_class)
    else:
        days = days_past_due(loan.oldest_due_on, book.closed_through) if book.closed_through else 0
        due_date = rules.technical_due_date(days, loan.oldest_due_on, policy)
    row = await store.add(
        work.connection,
        id=new_id(),
        loan_no=loan.no,
        loan_id=loan.id,
        kind=body.kind,
        risk_class=body.risk_class,
        due_date=due_date,
        reason=body.reason,
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=loan.sub_branch,
        outlet=loan.outlet,
    )
    await work.record("class_judgement.propose", row, data=_facts(row))
    return picture(work, row)


async def approve(work: Work, judgement_id: UUID) -> JudgementOut:
    """Have it count from the next close on. Raises MakerIsChecker for whoever proposed it."""
    book, row = await _taken_up(work, judgement_id)
    work.not_by(row.made_by)
    state = rules.MOVES.after(row.state, "approve")
    from_on = book.next_ageing or work.today
    decided = {"decided_by": work.actor.sub, "decided_at": work.now}
    after = await amend(work.connection, class_judgement, row, state=state, from_on=from_on, **decided)
    return await _told(work, "approve", after, row, "judged")


async def reject(work: Work, judgement_id: UUID) -> JudgementOut:
    """Leave the class as it is. Raises MakerIsChecker for whoever proposed it."""
    _, row = await _taken_up(work, judgement_id)
    work.not_by(row.made_by)
    state = rules.MOVES.after(row.state, "reject")
    decided = {"decided_by": work.actor.sub, "decided_at": work.now}
    return await _told(work, "reject", await amend(work.connection, class_judgement, row, state=state, **decided), row)


async def lift(work: Work, judgement_id: UUID, reason: str) -> JudgementOut:
    """Ask that it no longer count; it does until a second person confirms that."""
    _, row = await _taken_up(work, judgement_id)
    state = rules.MOVES.after(row.state, "lift")
    asked = {"lift_reason": reason, "lifted_by": work.actor.sub}
    return await _told(work, "lift", await amend(work.connection, class_judgement, row, state=state, **asked), row)


async def confirm(work: Work, judgement_id: UUID) -> JudgementOut:
    """Have it count no more from the next close on. Raises MakerIsChecker for whoever asked for the lifting."""
    book, row = await _taken_up(work, judgement_id)
    work.not_by(row.lifted_by)
    state = rules.MOVES.after(row.state, "confirm")
    until_on = max(book.next_ageing or work.today, row.from_on)
    ended = {"until_on": until_on, "lift_confirmed_by": work.actor.sub}
    after = await amend(work.connection, class_judgement, row, state=state, **ended)
    return await _told(work, "confirm", after, row, "judgement_lifted")


async def _taken_up(work: Work, judgement_id: UUID) -> tuple[Any, Row[Any]]:
    """The book, held for reporting, and the judgement, locked after its loan; people decide on what they have seen."""
    book = await arrears.book_for_reporting(work.connection)
    found = await find(work.connection, class_judgement, judgement_id)
    await loans.lock(work, found.loan_id)
    row = await find(work.connection, class_judgement, judgement_id, lock=True)
    work.match(row.version)
    return book, row


async def _told(work: Work, verb: str, after: Row[Any], before: Row[Any], kind: Any = None) -> JudgementOut:
    if kind is not None:
        loan = await loans.get(work, after.loan_id)
        facts = {"judgement_id": str(after.id), "kind": after.kind, "risk_class": after.risk_class}
        await loans.tell(work, kind, [(loan, after.until_on or after.from_on, facts)])
    await work.record(f"class_judgement.{verb}", after, before=before, data=_facts(after))
    return picture(work, after)


async def get(task: Reading, judgement_id: UUID) -> JudgementOut:
    """One judgement. Raises NotFound."""
    return picture(task, await find(task.connection, class_judgement, judgement_id))


def picture(task: Work | Reading, row: Row[Any]) -> JudgementOut:
    """A judgement in its published shape."""
    not_by = {"proposed": row.made_by, "lifting": row.lifted_by}.get(row.state)
    verbs = allowed_actions(task, "class_judgement", rules.MOVES.verbs(row.state), not_by=[not_by])
    return shown(task, JudgementOut, row, allowed_actions=verbs)


def _facts(row: Row[Any]) -> dict[str, Any]:
    names = ("loan_id", "kind", "risk_class", "due_date", "state", "from_on", "until_on")
    return {name: getattr(row, name) for name in names}
