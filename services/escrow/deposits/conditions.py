"""Gather what says whether a deposit is paid up: its figures, the calendar, what was required, what is there (E8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis import policies
from chassis.admission import Reading
from chassis.statements import Gathering
from chassis.writes import Work
from services.escrow.calendar import actions as calendar
from services.escrow.calendar.rules import Due
from services.escrow.deposits import rules, store
from services.escrow.deposits.rules import MonthDue, Requirement
from services.escrow.deposits.schemas import DepositRules

KIND = "deposits"


@dataclass(frozen=True)
class LastDue:
    """The last month's end whose due date has passed, in yuan: what was owed then, and what of it is missing."""

    month: str
    due: Due
    outstanding: Decimal
    requirement: Requirement


COUNTING = policies.counting(KIND)
"""Which version of the figures counts, for whoever asks it together with other things."""

_COUNTING = Gathering({"figures": COUNTING, "calendar": calendar.COUNTING})
_known: dict[UUID, DepositRules] = {}


async def figures(task: Work | Reading) -> tuple[str, DepositRules]:
    """The figures of deposits that count today, with their policy version."""
    row = await policies.in_force(task.connection, KIND, task.today)
    return row.version, DepositRules.model_validate(row.body)


async def due_after(task: Work | Reading, month_end: date) -> tuple[str, Due]:
    """By when what was required at that month's end must be paid in, and by which policy version."""
    version, found = await figures(task)
    return version, await calendar.due(task, month_end, found.due_working_days)


async def month_due(task: Work | Reading, figures_id: UUID, calendar_id: UUID) -> MonthDue:
    """The month that was due last, by these versions of the figures and of the calendar."""
    found = _known.get(figures_id)
    if found is None:
        row = await policies.read(task.connection, figures_id)
        found = _known[figures_id] = DepositRules.model_validate(row.body)
    month_end = rules.month_end_before(task.today)
    due = await calendar.due_by(task, calendar_id, month_end, found.due_working_days)
    if task.today <= due.on:
        month_end = rules.month_end_before(month_end)
        due = await calendar.due_by(task, calendar_id, month_end, found.due_working_days)
    return MonthDue(month_end, due)


async def last_due(task: Work | Reading, project_id: UUID) -> LastDue:
    """What of a project's deposit was due last; it has one."""
    counting = await _COUNTING.ask(task.connection, today=task.today)
    counts, days = counting["figures"], counting["calendar"]
    if counts is None or days is None:
        raise LookupError(f"no {KIND} or no calendar is in force on {task.today}")
    month = await month_due(task, counts.id, days.id)
    row = await store.standing(task.connection, project_id, month.month)
    assert row is not None, "the project has a deposit"
    return await last_due_of(task, row, month)


async def last_due_of(task: Work | Reading, row: Row[Any], month: MonthDue) -> LastDue:
    """What of a deposit was due last. A month without a statement yet is reckoned anew: none is no pass."""
    if row.stated_required is not None:
        outstanding, required = row.stated_outstanding, row.stated_required
    else:
        outstanding = await store.owed_on(task.connection, row.project_id, month.month_end)
        required = rules.required(outstanding, row.rate)
    now = rules.required(row.outstanding, row.rate)
    return LastDue(month.month, month.due, outstanding, Requirement(required, now, row.balance))
