"""What is done with cases. A close opens them (day_close); here they are cured and read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions, published
from chassis.store import find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import Book
from services.collections.cases import store
from services.collections.cases.rules import MOVES
from services.collections.cases.schemas import CaseOut
from services.collections.loans import actions as loans


async def cure_paid(work: Work, book: Book, paid: Sequence[Row[Any]]) -> list[UUID]:
    """Close the open cases of these locked loans that nothing is overdue on any more (C8); answers their ids.

    While a close runs its date counts, not the last one's: it may have opened the case a moment ago.
    """
    if book.begun_through is None:
        return []
    on = book.business_date or book.begun_through
    numbers = [row.no for row in paid]
    return await store.cure(work.connection, numbers, book.begun_through, on, work.now, work.actor.sub)


async def record_cured(work: Work, ids: Sequence[UUID]) -> None:
    """Put cases that were just cured into the journal, one record each."""
    for row in await store.find_many(work.connection, ids) if ids else ():
        await work.record("case.cure", row, data={"loan_id": row.loan_id, "stage": row.stage, "state": row.state})


async def picture(task: Reading, case_id: UUID) -> CaseOut:
    """One case. Raises NotFound."""
    row = await find(task.connection, store.collection_case, case_id)
    (shown,) = await pictures(task, [row])
    task.version = row.version
    return shown


async def pictures(task: Reading, rows: Sequence[Row[Any]]) -> list[CaseOut]:
    """Cases, with the days past due of their loans at the last close."""
    book = await arrears.book(task.connection)
    days = await loans.days_past_due(task, book, [row.loan_no for row in rows])
    return [
        published(
            CaseOut,
            row,
            days_past_due=days[row.loan_no],
            allowed_actions=allowed_actions(task, "case", MOVES.verbs(row.state)),
        )
        for row in rows
    ]
