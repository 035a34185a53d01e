"""What is done with promises: taken down by people, judged by the close (cases)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading, shown
from chassis.errors import InvalidState
from chassis.ids import new_id
from chassis.money import money_text
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.cases import actions as cases
from services.collections.loans import actions as loans
from services.collections.policies import actions as policies
from services.collections.promises import rules, store
from services.collections.promises.schemas import PromiseIn, PromiseOut


async def take(work: Work, case_id: UUID, body: PromiseIn) -> PromiseOut:
    """Take a promise down (C8). Raises PromiseOpen, PromiseOutOfReach, NothingOverdue; InvalidState if it is closed."""
    case = await cases.get(work, case_id, lock=True)
    if case.state != "open":
        raise InvalidState
    book = await arrears.book(work.connection)
    if case.stage != "reminder" and not (await loans.days_past_due(work, book, [case.loan_no]))[case.loan_no]:
        raise rules.NothingOverdue
    on = await cases.business_date(work)
    policy = await policies.contact_rules(work.connection, on)
    rules.require_within(on, body.due_on, policy.promise_days_max)
    row = await store.add(
        work.connection,
        id=new_id(),
        case_id=case.id,
        loan_no=case.loan_no,
        loan_id=case.loan_id,
        amount=body.amount,
        promised_on=on,
        due_on=body.due_on,
        state="open",
        judge_again=False,
        made_by=work.actor.sub,
        made_at=work.now,
        version=1,
        sub_branch=case.sub_branch,
        outlet=case.outlet,
    )
    facts = {"promise_id": str(row.id), "amount": money_text(row.amount), "due_on": f"{row.due_on}"}
    await cases.tell(work, case, "promised", on, facts)
    await work.record("promise.take", row, data=facts | {"case_id": case.id, "loan_id": case.loan_id})
    return picture(work, row)


async def broken(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, int]:
    """How many promises were broken on each of these loans (by `no`); loans without one are not in it."""
    return await store.broken(connection, numbers) if numbers else {}


def picture(task: Work | Reading, row: Row[Any]) -> PromiseOut:
    """A promise in its published shape."""
    return shown(task, PromiseOut, row)
