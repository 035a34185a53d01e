"""Collection cases: opened by the close, climbing the ladder, ending with a cure or by decision (domain C1-C4, C8).

A case begins where its loan's days past due are; from then on it climbs one step a close as the days go on, so that no
step is left out. It never goes back: severity falls only by a cure. A step in which nobody may be contacted is passed
over. The SQL twin of `climb` is the function `work_cases`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from chassis.clock import SHANGHAI
from chassis.errors import Conflict, Refused, Text
from chassis.states import Moves
from services.collections.policies.rules import Ladder, Stage, Step

CaseState = Literal["open", "paused", "cured", "restructured", "written_off"]
Outcome = Literal["cured", "restructured", "written_off"]
PauseKind = Literal["dispute", "hardship", "disaster"]

STAGES: tuple[Stage, ...] = ("reminder", "borrower", "guarantor", "guarantor_family", "site_visit", "legal")

# A case is cured by a close or a repayment; `resolve` is a person's word, and holds only where the facts bear it out.
MOVES = Moves(
    {
        "open": {"cure": "cured", "escalate": "open", "pause": "paused", "resolve": "resolved"},
        "paused": {"cure": "cured", "resume": "open", "resolve": "resolved"},
    }
)


class StillInArrears(Refused):
    code = "STILL_IN_ARREARS"
    title = Text("Something is still overdue on this loan", "该贷款仍有逾期款项")


class NotWrittenOff(Refused):
    code = "NOT_WRITTEN_OFF"
    title = Text("The loan has not been written off", "该贷款尚未核销")


class PauseTooLong(Refused):
    code = "PAUSE_TOO_LONG"
    title = Text("The pause is longer than the policy allows", "暂缓期限超过规定上限")


class PauseOver(Refused):
    code = "PAUSE_OVER"
    title = Text("The pause would end before it begins", "暂缓截止日早于起始日")


class LastStep(Conflict):
    code = "LAST_STEP"
    title = Text("There is no further step", "已是最后一个催收步骤")


@dataclass(frozen=True)
class Reach:
    """Whom the steps may reach (C7); `debtor_unreachable` opens the way to a family that has not agreed."""

    borrower: bool = True
    guarantor: bool = True
    family_agreed: bool = True
    family: bool = True
    debtor_unreachable: bool = False

    def allows(self, stage: str) -> bool:
        """Whether somebody of that step may be contacted at all."""
        match stage:
            case "borrower":
                return self.borrower
            case "guarantor":
                return self.guarantor
            case "guarantor_family":
                return self.family_agreed or (self.family and self.debtor_unreachable)
            case _:
                return True


@dataclass(frozen=True)
class Climb:
    """Where a case comes to in a close: the step it is now at (None: no other), and how far up it has been led.

    `skipped`: steps in which nobody may be contacted; `passed`: steps before the one a late case begins at.
    """

    step: int | None
    reached: int
    skipped: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


def climb(ladder: Ladder, days: int, reach: Reach, stands: int) -> Climb:
    """One close of an open case (C3). `stands` is how far up it has been led; 0: it begins now."""
    reached = bisect_right([step.from_day for step in ladder.steps], days)
    stages = [step.stage for step in ladder.steps]
    possible = [reach.allows(stage) for stage in stages]
    if stands == 0:
        reached = max(reached, 1)
        step = next((n for n in range(reached, 0, -1) if possible[n - 1]), reached)
        skipped = tuple(stages[n - 1] for n in range(1, reached + 1) if not possible[n - 1])
        passed = tuple(stages[n - 1] for n in range(1, step) if possible[n - 1])
        return Climb(step, reached, skipped, passed)
    further = next((n for n in range(stands + 1, reached + 1) if possible[n - 1]), None)
    end = further or max(reached, stands)
    return Climb(further, end, tuple(stages[n - 1] for n in range(stands + 1, end + 1) if not possible[n - 1]))


def step_at(ladder: Ladder, days_past_due: int) -> Step | None:
    """The step that a loan so many days past due has reached, or None before the first (C3)."""
    reached = [step for step in ladder.steps if step.from_day <= days_past_due]
    return reached[-1] if reached else None


def step_after(ladder: Ladder, stage: str, reach: Reach) -> Step:
    """The next step that a person may send a case up to. Raises LastStep."""
    order = STAGES.index(stage)
    for step in ladder.steps:
        if STAGES.index(step.stage) > order and reach.allows(step.stage):
            return step
    raise LastStep


def number_of(ladder: Ladder, stage: str) -> int:
    """How far up a ladder a stage stands: how many of its steps come no later."""
    order = STAGES.index(stage)
    return sum(STAGES.index(step.stage) <= order for step in ladder.steps)


def due_at(step: Step, closed: date) -> datetime:
    """By when a step that a close opens is to be done: the end of its last calendar day; its first is the day after."""
    return day_end(closed + timedelta(days=step.days_to_act))


def day_end(day: date) -> datetime:
    """The end of a business day, in the bank's time."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def deadlines(ladder: Ladder, closed: date) -> Sequence[datetime]:
    """`due_at` of each step of the ladder."""
    return [due_at(step, closed) for step in ladder.steps]


def require_over(outcome: Outcome, days_past_due: int, written_off_on: date | None) -> None:
    """A case is resolved only as what it is (C8). Raises StillInArrears, NotWrittenOff."""
    if outcome == "written_off":
        if written_off_on is None:
            raise NotWrittenOff
    elif days_past_due > 0:
        raise StillInArrears


def require_within(starts_on: date, ends_on: date, days_max: int) -> None:
    """Raises PauseOver, PauseTooLong. Both days are paused."""
    if ends_on < starts_on:
        raise PauseOver
    if ends_on > starts_on + timedelta(days=days_max - 1):
        raise PauseTooLong(Text(f"At most {days_max} days", f"最长 {days_max} 天"))
