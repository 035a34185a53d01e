"""Risk classes: by days past due and by judgement, and the way back from bad (domain C6, G2).

`step` says what one close makes of a loan, and is the twin of the SQL function `positions_at`, by which a close judges
the whole book. `path` follows one loan through all closes, for when its past has become another.
"""

import calendar
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from chassis.errors import Refused, Text
from services.collections.arrears.rules import RISK_CLASSES, RiskClass, days_past_due
from services.collections.policies.rules import ClassPolicy

# A class, or how a loan left the book.
Standing = Literal["normal", "special_mention", "substandard", "doubtful", "loss", "paid_off", "written_off"]
JudgementKind = Literal["lower", "technical_delay"]

_RANK: dict[str, int] = {name: rank for rank, name in enumerate(RISK_CLASSES)}
BAD = _RANK["substandard"]
_DAY = timedelta(days=1)


class NotClosedYet(Refused):
    code = "NOT_CLOSED_YET"
    title = Text("This date is not closed, or the dates are the wrong way round", "该日期尚未日终，或起止日期颠倒")


@dataclass(frozen=True)
class Kept:
    """One instalment: when it was due, and when it was wholly paid. `taken`: it was, before the loan was taken on."""

    due_date: date
    settled_on: date | None
    taken: bool = False


@dataclass(frozen=True)
class Schedule:
    """The instalments, by due date, that counted from a close on until the next schedule's; None: as it was booked."""

    from_on: date | None
    instalments: Sequence[Kept]


@dataclass(frozen=True)
class Judgement:
    """What people said of a loan, and the closes that count by it: a class at best, or which delay is technical."""

    from_on: date
    until_on: date | None = None
    lowest: RiskClass | None = None
    technical_due_on: date | None = None

    def counts(self, on: date) -> bool:
        """Whether the close of a date counts by it."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True)
class Life:
    """One loan as it is known now. `begins`: the first close that ages it."""

    begins: date
    schedules: Sequence[Schedule]
    judgements: Sequence[Judgement] = ()
    restructured_on: Sequence[date] = ()
    written_off_on: date | None = None

    def schedule(self, on: date) -> Schedule:
        """The schedule that the close of a date counts by."""
        return next((s for s in reversed(self.schedules) if s.from_on is None or s.from_on <= on), self.schedules[0])


@dataclass(frozen=True)
class Position:
    """What a close has made of a loan. A bad one with nothing overdue is watched until a day, and better then."""

    standing: Standing = "normal"
    observed_until: date | None = None


@dataclass(frozen=True)
class Seen:
    """What a close sees of a loan. `lowest`: the rank that people hold it at; `due_dates`: of its schedule."""

    oldest_due_on: date | None
    is_written_off: bool = False
    lowest: int = 0
    is_technical: bool = False
    due_dates: Sequence[date] = ()


@dataclass(frozen=True)
class Change:
    """From the close of that date on the loan is classed so."""

    from_on: date
    standing: Standing
    days_past_due: int
    policy_version: str


def rank(standing: str) -> int:
    """0 for normal to 4 for loss; what was paid off counts as normal, what was written off as loss."""
    return _RANK.get(standing, _RANK["loss"] if standing == "written_off" else 0)


def risk_class(standing: str) -> RiskClass:
    """The class of a loan that may have left the book."""
    return RISK_CLASSES[rank(standing)]


def by_days(days: int, policy: ClassPolicy) -> RiskClass:
    """C6: special mention from the first day, substandard over 90, doubtful over 270, loss over 360."""
    return RISK_CLASSES[bisect_right(policy.first_days, days) - 1]


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def observed_until(on: date, due_dates: Sequence[date], policy: ClassPolicy) -> date:
    """The day until which a bad loan that is regular since `on` is watched: two periods or six months (C6)."""
    coming = sorted({due for due in due_dates if due > on})[: policy.observation_periods]
    return max([months_after(on, policy.observation_months), *coming[-1:]])


def step(before: Position, on: date, seen: Seen, policy: ClassPolicy) -> Position:
    """What the close of a date makes of a loan, from what the close before made of it (C6)."""
    if seen.is_written_off:
        return Position("written_off")
    if seen.oldest_due_on is None:
        return Position("paid_off")
    days = days_past_due(seen.oldest_due_on, on)
    is_excused = seen.is_technical and days <= policy.technical_delay_days
    now = max(0 if is_excused else _RANK[by_days(days, policy)], seen.lowest)
    held = _RANK.get(before.standing, 0)
    watched = None
    if days == 0 and max(held, now) >= BAD:
        watched = before.observed_until or observed_until(on, seen.due_dates, policy)
    if held >= BAD and now < held and (watched is None or on < watched):
        now = held
    return Position(RISK_CLASSES[now], watched if now >= BAD else None)


def look(life: Life, on: date, policy: ClassPolicy) -> Seen:
    """What the close of a date sees of a loan, by what is known now."""
    schedule = life.schedule(on)
    unpaid = (each.due_date for each in schedule.instalments if not each.taken and _is_unpaid(each, on))
    oldest = next(unpaid, None)
    judged = [each for each in life.judgements if each.counts(on)]
    marked = any(day <= on < months_after(day, policy.restructured_months) for day in life.restructured_on)
    return Seen(
        oldest,
        life.written_off_on is not None and life.written_off_on <= on,
        max([_RANK["special_mention"] if marked else 0, *(_RANK[each.lowest] for each in judged if each.lowest)]),
        oldest is not None and any(each.technical_due_on == oldest for each in judged),
        [each.due_date for each in schedule.instalments],
    )


def _is_unpaid(each: Kept, on: date) -> bool:
    return each.settled_on is None or each.settled_on > on


def path(life: Life, through: date, policies: Sequence[tuple[date, ClassPolicy]]) -> tuple[list[Change], Position]:
    """The classes of a loan from its first close to a date, and where that leaves it.

    `policies`: from which close on which figures count, the oldest first.
    """
    turns = sorted({day for day in _turning_days(life, policies) if life.begins < day <= through})
    starts = [day for day, _ in policies]
    position, on, place = Position(), life.begins, 0
    changes: list[Change] = []
    while on <= through:
        policy = policies[max(bisect_right(starts, on) - 1, 0)][1]
        seen = look(life, on, policy)
        after = step(position, on, seen, policy)
        if after.standing != position.standing:
            changes.append(Change(on, after.standing, days_past_due(seen.oldest_due_on, on), policy.policy_version))
        position = after
        while place < len(turns) and turns[place] <= on:
            place += 1
        following = turns[place] if place < len(turns) else through + _DAY
        watched = position.observed_until
        on = min(following, watched) if watched and watched > on else following
    return changes, position


def _turning_days(life: Life, policies: Sequence[tuple[date, ClassPolicy]]) -> Iterator[date]:
    """Every close at which the class can become another, beside the end of a watch; some others do no harm."""
    firsts = {day for _, policy in policies for day in (*policy.first_days[1:], policy.technical_delay_days + 1)}
    for schedule in life.schedules:
        if schedule.from_on:
            yield schedule.from_on
        for each in schedule.instalments:
            if each.settled_on and (each.settled_on > each.due_date or each is schedule.instalments[-1]):
                yield each.settled_on
            if not each.taken and (each.settled_on is None or each.settled_on > each.due_date):
                yield from (each.due_date + timedelta(days=day) for day in firsts)
    for judgement in life.judgements:
        yield judgement.from_on
        if judgement.until_on:
            yield judgement.until_on
    for day in life.restructured_on:
        yield day
        yield from (months_after(day, policy.restructured_months) for _, policy in policies)
    if life.written_off_on:
        yield life.written_off_on
    yield from (day for day, _ in policies)
