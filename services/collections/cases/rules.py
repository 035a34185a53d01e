"""Collection cases: opened by the close, cured when nothing is overdue any more (domain C1, C3, C8)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

from chassis.clock import SHANGHAI
from chassis.states import Moves
from services.collections.policies.rules import Ladder, Step

CaseState = Literal["open", "cured"]

# A case is cured by a close or a repayment, never by a person's word. The verbs of people come with the ladder's climb.
MOVES = Moves({"open": {"cure": "cured"}})


def step_at(ladder: Ladder, days_past_due: int) -> Step | None:
    """The step that a loan so many days past due has reached, or None before the first (C3)."""
    reached = [step for step in ladder.steps if step.from_day <= days_past_due]
    return reached[-1] if reached else None


def due_at(step: Step, closed: date) -> datetime:
    """By when a step that a close opens is to be done: the end of its last calendar day; its first is the day after."""
    last_day = closed + timedelta(days=step.days_to_act)
    return datetime.combine(last_day + timedelta(days=1), time(), SHANGHAI)


def deadlines(ladder: Ladder, closed: date) -> Sequence[datetime]:
    """`due_at` of each step of the ladder."""
    return [due_at(step, closed) for step in ladder.steps]
