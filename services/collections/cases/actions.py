"""What is done with cases. A close opens them (day_close) and works on them; people send them up or resolve them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.admission import Reading, allowed_actions, published
from chassis.clock import month_of
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.arrears.rules import Book
from services.collections.cases import rules, store
from services.collections.cases.rules import MOVES, Outcome, Reach
from services.collections.cases.schemas import CaseOut, MaturingOut, PauseIn, WhyOut
from services.collections.cases.store import Loans, collection_case
from services.collections.loans import actions as loans
from services.collections.loans.rules import EventKind
from services.collections.policies import actions as policies
from services.collections.policies.rules import Ladder
from services.collections.tasks import actions as tasks
from services.collections.tasks.actions import About, Asked
from services.collections.tasks.rules import WHY, role_holder


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


async def follow_up(
    connection: AsyncConnection, on: date, at: datetime, by: str, loans: Loans, ladder: Ladder
) -> dict[str, int]:
    """Do what a close does with the cases of a range of loans (C1-C4, C8). Answers what was done.

    The order matters: what is late is told before the case moves on, a pause ends before its case is looked at, a
    promise is judged before its breach counts.
    """
    await store.end_pauses(connection, on, at, by, loans, ladder)
    promises = await store.judge_promises(connection, on, at, by, loans)
    late = await store.tell_late(connection, on, at, by, loans)
    done = await store.work(connection, on, at, by, loans, ladder)
    maturing = await store.list_maturing(connection, on, at, by, loans, ladder)
    judged = {"promises_kept": promises["kept"], "promises_broken": promises["broken"]}
    return {**done, **judged, "late": late, "maturing": maturing}


async def tell_late_elsewhere(connection: AsyncConnection, on: date, at: datetime, by: str) -> int:
    """Mark late tasks that are about no loan, such as an alert's (C5); answers how many."""
    return await store.tell_late(connection, on, at, by, None)


async def ask_again(connection: AsyncConnection, on: date, ladder: Ladder) -> None:
    """A new version of the ladder counts from this close on: have every open case looked at by it."""
    await store.ask_again(connection, on, ladder.policy_version)


async def get(task: Work | Reading, case_id: UUID, *, lock: bool = False) -> Row[Any]:
    """One case, locked against whoever moves it if asked. Raises NotFound."""
    return await find(task.connection, collection_case, case_id, lock=lock)


async def business_date(work: Work | Reading) -> date:
    """The day that collections is at: the one after the last close, or today before the first."""
    return (await arrears.book(work.connection)).business_date or work.today


async def escalate(work: Work, case_id: UUID, reason: str) -> CaseOut:
    """Send a case a step further up before its days do (C3). Raises InvalidState, LastStep."""
    row = await get(work, case_id, lock=True)
    work.match(row.version)
    MOVES.after(state_of(row), "escalate")
    on = await business_date(work)
    closed = on - timedelta(days=1)
    ladder = await policies.ladder(work.connection, closed)
    reach = Reach(**await store.reach(work.connection, row.loan_id), debtor_unreachable=row.debtor_unreachable)
    step = rules.step_after(ladder, row.stage, reach)
    moved = {
        "stage": step.stage,
        "step_no": rules.number_of(ladder, step.stage),
        "role": step.role,
        "escalates_to": step.escalates_to,
        "due_at": rules.due_at(step, closed),
        "late_on": None,
        "next_look_on": on,
        "policy_version": ladder.policy_version,
        "priority": row.priority + ladder.weights.per_step,
    }
    after = await amend(work.connection, collection_case, row, **moved)
    await tasks.drop_of_case(work, row.id, "collect")
    holder = after.assignee if step.role == "account_manager" else role_holder(step.role, row.sub_branch)
    asked = Asked(
        "collect", holder, _next_step(step.stage), after.why, after.due_at, on, step.stage, after.escalates_to
    )
    await tasks.ask(work, about(after), asked)
    await tell(work, after, "case_raised", on, {"stage": step.stage, "by_hand": True})
    await work.record("case.escalate", after, before=row, data=_facts(after) | {"reason": reason})
    return await shown(work, after)


async def resolve(work: Work, case_id: UUID, outcome: Outcome, note: str) -> CaseOut:
    """End a case as what has become of its loan (C8). Raises InvalidState, StillInArrears, NotWrittenOff."""
    row = await get(work, case_id, lock=True)
    work.match(row.version)
    MOVES.after(state_of(row), "resolve")
    book = await arrears.book(work.connection)
    loan = await loans.get(work, row.loan_id)
    days = (await loans.days_past_due(work, book, [row.loan_no]))[row.loan_no]
    rules.require_over(outcome, days, loan.written_off_on)
    on = book.business_date or work.today
    ended = {"state": outcome, "closed_on": on, "closed_at": work.now, "paused_from": None, "paused_until": None}
    after = await amend(work.connection, collection_case, row, **ended)
    await store.end_with(work.connection, [row.id], on, work.now, work.actor.sub)
    await tell(work, after, "case_resolved", on, {"stage": after.stage, "outcome": outcome})
    await work.record("case.resolve", after, before=row, data=_facts(after) | {"note": note})
    return await shown(work, after)


async def pause(work: Work, case_id: UUID, body: PauseIn) -> CaseOut:
    """Let a case rest from the business date on (C8). Raises InvalidState, PauseOver, PauseTooLong."""
    row = await get(work, case_id, lock=True)
    work.match(row.version)
    MOVES.after(state_of(row), "pause")
    on = await business_date(work)
    policy = await policies.contact_rules(work.connection, on)
    rules.require_within(on, body.ends_on, policy.pause_days_max)
    resting = {"paused_from": on, "paused_until": body.ends_on, "next_look_on": None}
    after = await amend(work.connection, collection_case, row, **resting)
    await tasks.drop_of_case(work, row.id, "collect")
    made = {"starts_on": on, "made_by": work.actor.sub, "made_at": work.now}
    node = {"sub_branch": row.sub_branch, "outlet": row.outlet}
    await store.add_pause(work.connection, id=new_id(), case_id=row.id, **dict(body), **made, **node)
    facts = {"kind": body.kind, "ends_on": f"{body.ends_on}"}
    await tell(work, after, "case_paused", on, facts)
    await work.record("case.pause", after, before=row, data=_facts(after) | facts)
    return await shown(work, after)


async def resume(work: Work, case_id: UUID) -> CaseOut:
    """Take a case up again before its pause is over: its step begins anew (C8). Raises InvalidState."""
    row = await get(work, case_id, lock=True)
    work.match(row.version)
    MOVES.after(state_of(row), "resume")
    on = await business_date(work)
    ladder = await policies.ladder(work.connection, on - timedelta(days=1))
    await store.resume(work.connection, [row.id], on, work.now, work.actor.sub, ladder)
    after = await get(work, row.id)
    await work.record("case.resume", after, before=row, data=_facts(after))
    return await shown(work, after)


async def mark_unreachable(work: Work, row: Row[Any], *, unreachable: bool) -> None:
    """Whether the debtor of a locked case can be reached (C7): it decides about the family that has not agreed."""
    if row.debtor_unreachable != unreachable:
        await store.mark(work.connection, row.id, debtor_unreachable=unreachable)


async def tell(work: Work, row: Row[Any], kind: EventKind, on: date, facts: dict[str, Any]) -> None:
    """Append something that happened to a case to its loan's life. `facts` hold no personal data."""
    loan = await loans.get(work, row.loan_id)
    await loans.tell(work, kind, [(loan, on, {"case_id": str(row.id)} | facts)])


def state_of(row: Row[Any]) -> rules.CaseState:
    """A case's state as people know it: a paused one is open, and rests."""
    state: rules.CaseState = "paused" if row.state == "open" and row.paused_until is not None else row.state
    return state


def about(row: Row[Any]) -> About:
    """What a task about a case says of it."""
    return About(
        row.loan_no,
        row.loan_id,
        row.id,
        row.customer_ref,
        row.key_customer,
        row.priority,
        row.sub_branch,
        row.outlet,
    )


def _next_step(stage: str) -> str:
    return {"site_visit": "visit_on_site", "legal": "prepare_legal_action"}.get(stage, f"reach_{stage}")


def _facts(row: Row[Any]) -> dict[str, Any]:
    return {"loan_id": row.loan_id, "stage": row.stage, "state": state_of(row), "assignee": row.assignee}


async def shown(task: Work | Reading, row: Row[Any]) -> CaseOut:
    """One case in its published shape; its version becomes the ETag."""
    (found,) = await pictures(task, [row])
    task.version = row.version
    return found


async def picture(task: Reading, case_id: UUID) -> CaseOut:
    """One case. Raises NotFound."""
    return await shown(task, await get(task, case_id))


async def pictures(task: Work | Reading, rows: Sequence[Row[Any]]) -> list[CaseOut]:
    """Cases, with the days past due of their loans at the last close."""
    book = await arrears.book(task.connection)
    days = await loans.days_past_due(task, book, [row.loan_no for row in rows])
    return [
        published(
            CaseOut,
            row,
            state=state_of(row),
            days_past_due=days[row.loan_no],
            why=reasons(task, row.why),
            allowed_actions=allowed_actions(
                task, "case", [verb for verb in MOVES.verbs(state_of(row)) if verb != "cure"]
            ),
        )
        for row in rows
    ]


def reasons(task: Work | Reading, codes: Sequence[str]) -> list[WhyOut]:
    """Reasons in the caller's language."""
    return [
        WhyOut.model_validate({"code": each, "text": tasks.said(WHY[each], chinese=task.chinese)}) for each in codes
    ]


def maturing(task: Reading, row: Row[Any]) -> MaturingOut:
    """A listed loan in its published shape."""
    return published(MaturingOut, row, month=month_of(row.month), why=reasons(task, row.why))
