"""Gather what says whether a deposit is paid up: its figures, the calendar, what was required, what is there (E8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from chassis import policies
from chassis.admission import Reading
from chassis.writes import Work
from services.escrow.calendar import actions as calendar
from services.escrow.calendar.rules import Due
from services.escrow.deposits import rules, store
from services.escrow.deposits.rules import Requirement
from services.escrow.deposits.schemas import DepositRules

KIND = "deposits"


@dataclass(frozen=True)
class LastDue:
    """The last month's end whose due date has passed, in yuan: what was owed then, and what of it is missing."""

    month: str
    due: Due
    outstanding: Decimal
    requirement: Requirement


async def figures(task: Work | Reading) -> tuple[str, DepositRules]:
    """The figures of deposits that count today, with their policy version."""
    row = await policies.in_force(task.connection, KIND, task.today)
    return row.version, DepositRules.model_validate(row.body)


async def due_after(task: Work | Reading, month_end: date) -> tuple[str, Due]:
    """By when what was required at that month's end must be paid in, and by which policy version."""
    version, found = await figures(task)
    return version, await calendar.due(task, month_end, found.due_working_days)


async def last_due(task: Work | Reading, row: Row[Any]) -> LastDue:
    """What of a deposit was due last. A month without a statement yet is reckoned anew: none is no pass."""
    month_end = rules.month_end_before(task.today)
    _, due = await due_after(task, month_end)
    if task.today <= due.on:
        month_end = rules.month_end_before(month_end)
        _, due = await due_after(task, month_end)
    month = f"{month_end:%Y-%m}"
    written = await store.statement(task.connection, row.id, month)
    if written is not None:
        outstanding, required = written.outstanding, written.required
    else:
        outstanding = await store.owed_on(task.connection, row.project_id, month_end)
        required = rules.required(outstanding, row.rate)
    paid = await store.balance(task.connection, row.id)
    now = rules.required(row.outstanding, row.rate)
    return LastDue(month, due, outstanding, Requirement(required, now, paid))
