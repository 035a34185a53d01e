"""What is done with tasks: opened, completed by whoever holds them, dropped when they are needless, listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.admission import Reading, allowed_actions
from chassis.errors import Text
from chassis.ids import new_id
from chassis.store import amend, find
from chassis.writes import Work
from services.collections.tasks import rules, store
from services.collections.tasks.rules import TaskKind
from services.collections.tasks.schemas import ReasonOut, TaskOut
from services.collections.tasks.store import task


@dataclass(frozen=True)
class About:
    """What a task is about, as far as it is about a case: enough to find it again, and where it lies."""

    loan_no: int | None
    loan_id: UUID | None
    case_id: UUID | None
    customer_ref: str | None
    key_customer: bool
    priority: int
    sub_branch: str
    outlet: str


@dataclass(frozen=True)
class Asked:
    """What is to be done, by whom, by when."""

    kind: TaskKind
    holder: str
    next_step: str
    why: Sequence[str]
    due_at: datetime
    on: date
    stage: str | None = None
    escalates_to: str | None = None
    subject_id: UUID | None = None


async def ask(work: Work, about: About, asked: Asked) -> None:
    """Put a task before somebody."""
    values = vars(about) | {name: value for name, value in vars(asked).items() if name != "on"}
    await store.add(work.connection, id=new_id(), opened_on=asked.on, opened_at=work.now, **values)


async def drop_of_case(work: Work, case_id: UUID, kind: TaskKind) -> None:
    """Drop a case's open tasks of a kind."""
    await store.end_of_case(work.connection, case_id, kind, work.now, work.actor.sub)


async def end_about(work: Work, subjects: Sequence[UUID], *, done: bool, note: str | None = None) -> None:
    """End the open tasks about these things: done, or dropped."""
    state = "done" if done else "dropped"
    await store.end_of_subjects(work.connection, subjects, state, work.now, work.actor.sub, note)


async def complete(work: Work, task_id: UUID, note: str) -> Row[Any]:
    """Say that it is done. Raises NotYours for a task that somebody else holds, InvalidState for one that has ended."""
    row = await find(work.connection, task, task_id, lock=True)
    if row.holder not in holders(work):
        raise rules.NotYours
    work.match(row.version)
    state = rules.MOVES.after(row.state, "complete")
    after = await amend(
        work.connection, task, row, state=state, ended_at=work.now, ended_by=work.actor.sub, note=note or None
    )
    facts = {"kind": after.kind, "loan_id": after.loan_id, "case_id": after.case_id, "stage": after.stage}
    await work.record("task.complete", after, before=row, data=facts)
    return after


async def mine(
    task: Reading, assignee: str, due_before: datetime | None, after: str | None, rows: int
) -> Sequence[Any]:
    """The first open tasks after a place of somebody, or with `me` of the caller."""
    held = holders(task) if assignee == "me" else [assignee]
    return await store.worklist(task.connection, held, due_before, after, rows)


async def picture(task: Work | Reading, row: Row[Any]) -> TaskOut:
    """A task in its published shape, in the caller's language."""
    (found,) = pictures(task, await with_barred(task, [row]))
    return found


async def with_barred(task: Work | Reading, rows: Sequence[Row[Any]]) -> list[Any]:
    """Tasks, and of each whether nobody of the party of its step may be contacted (C7)."""
    steps = [row for row in rows if row.state == "open" and row.stage in rules.REACHING]
    barred = await store.barred(task.connection, steps) if steps else set()
    return [store.Listed._make((*row, row.id in barred)) for row in rows]


def pictures(task: Work | Reading, rows: Sequence[Any]) -> list[TaskOut]:
    """Tasks in their published shape, in the caller's language.

    A page of the worklist is read all morning: what is the same for many of its tasks is worked out once, and what the
    database's own checks have let in is not checked a second time.
    """
    own = frozenset(holders(task))
    offered = {state: [verb for verb in rules.MOVES.verbs(state) if verb != "drop"] for state in rules.MOVES.states}
    allowed = {state: allowed_actions(task, "task", verbs) for state, verbs in offered.items()}
    worded: dict[str, ReasonOut] = {}

    def reason(code: str) -> ReasonOut:
        if code not in worded:
            text = said(rules.WHY[code], chinese=task.chinese)
            worded[code] = ReasonOut.model_validate({"code": code, "text": text})
        return worded[code]

    found = []
    for row in rows:
        values = row._asdict()
        values["assignee"] = holder = values.pop("holder")
        values["next_step_text"] = said(rules.NEXT_STEPS[row.next_step], chinese=task.chinese)
        values["why"] = [reason(code) for code in row.why]
        values["allowed_actions"] = allowed[row.state] if holder in own else []
        found.append(TaskOut.model_construct(**values))
    return found


def said(text: Text, *, chinese: bool) -> str:
    """A text in the caller's language."""
    return text.zh if chinese else text.en


def holders(task: Work | Reading) -> list[str]:
    """Whose tasks, actions and notices are the caller's own."""
    actor = task.actor
    return rules.holders(actor.sub, actor.deputy_for, actor.roles, actor.sub_branch)
