"""What is done with files: handed over by the person named, received by the archive."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions, published
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.file_handovers import rules
from services.collections.file_handovers.schemas import HandoverOut
from services.collections.file_handovers.store import file_handover
from services.collections.loans import actions as loans
from services.collections.loans.rules import EventKind

_TOLD: dict[str, EventKind] = {"submit": "file_handed_over", "complete": "file_received"}


async def submit(work: Work, handover_id: UUID, note: str) -> HandoverOut:
    """Say that the file is on its way (G1). Raises NotYourFile for anybody but the person named or their deputy."""
    today, loan, row = await _taken_up(work, handover_id)
    if row.holder not in (work.actor.sub, work.actor.deputy_for):
        raise rules.NotYourFile
    given = {"note": note, "handed_over_by": work.actor.sub, "handed_over_on": today}
    return await _moved(work, "submit", today, loan, row, given)


async def complete(work: Work, handover_id: UUID, receipt_ref: str) -> HandoverOut:
    """Receive the file. Raises MakerIsChecker for whoever it was due from or handed it over."""
    today, loan, row = await _taken_up(work, handover_id)
    work.not_by(row.holder, row.handed_over_by)
    taken = {"receipt_ref": receipt_ref, "received_by": work.actor.sub, "received_on": today}
    return await _moved(work, "complete", today, loan, row, taken)


async def _taken_up(work: Work, handover_id: UUID) -> tuple[date, Row[Any], Row[Any]]:
    """The business date; the loan and then the hand-over, locked."""
    today = await business_date(work)
    found = await find(work.connection, file_handover, handover_id)
    loan = await loans.lock(work, found.loan_id)
    row = await find(work.connection, file_handover, handover_id, lock=True)
    work.match(row.version)
    return today, loan, row


async def _moved(
    work: Work, verb: str, today: date, loan: Row[Any], row: Row[Any], changes: dict[str, Any]
) -> HandoverOut:
    state = rules.MOVES.after(row.state, verb)
    after = await amend(work.connection, file_handover, row, state=state, **changes)
    late = rules.is_late(row.state, row.due_on, today)
    facts = {"handover_id": str(row.id), "receipt_ref": after.receipt_ref, "late": late}
    await loans.tell(work, _TOLD[verb], [(loan, today, facts)])
    names = ("loan_id", "holder", "state", "due_on", "receipt_ref")
    data = {name: getattr(after, name) for name in names} | {"late": late}
    await work.record(f"file_handover.{verb}", after, before=row, data=data)
    work.version = after.version
    return _published(work, after, today)


async def business_date(task: Work | Reading) -> date:
    """The day by which files are late."""
    return (await arrears.book(task.connection)).business_date or task.today


async def get(task: Reading, handover_id: UUID) -> HandoverOut:
    """One hand-over. Raises NotFound."""
    row = await find(task.connection, file_handover, handover_id)
    task.version = row.version
    return _published(task, row, await business_date(task))


async def pictures(task: Reading, rows: Sequence[Row[Any]]) -> list[HandoverOut]:
    """Hand-overs in their published shape."""
    today = await business_date(task)
    return [_published(task, row, today) for row in rows]


def _published(task: Work | Reading, row: Row[Any], today: date) -> HandoverOut:
    me = {task.actor.sub, task.actor.deputy_for}
    verbs = [
        verb
        for verb in allowed_actions(task, "file_handover", rules.MOVES.verbs(row.state))
        if (row.holder in me) == (verb == "submit") and (verb != "complete" or row.handed_over_by not in me)
    ]
    late = rules.is_late(row.state, row.due_on, today)
    return published(HandoverOut, row, late=late, allowed_actions=verbs)
