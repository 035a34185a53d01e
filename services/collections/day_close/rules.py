"""The daily close: one run per business date, in order, never backwards (domain C9; contract, section 4)."""

from datetime import date, timedelta
from typing import Literal

from chassis.errors import Conflict, Refused, Text

DayCloseState = Literal["running", "completed", "failed"]

# Catching up is one run per date: further than this it was a slip of the pen.
CATCH_UP_DAYS_MAX = 3660


class ClosesMoveForward(Conflict):
    code = "CLOSES_MOVE_FORWARD"
    title = Text("A later date was closed before: closes move forward only", "已有更晚日期的日终：日终只能向前推进")


class CloseInTheFuture(Refused):
    code = "CLOSE_IN_THE_FUTURE"
    title = Text("This date has not come yet", "该业务日期尚未到来")


class CloseTooFarAhead(Refused):
    code = "CLOSE_TOO_FAR_AHEAD"
    title = Text("Too many dates would have to be caught up", "需补跑的日期过多")


def dates_to_close(last: date | None, asked: date, today: date, *, future_allowed: bool) -> list[date]:
    """The dates that a close still needs, in order: every one after the last, up to the one that is asked for.

    The first close ever starts at its own date. Raises ClosesMoveForward, CloseInTheFuture, CloseTooFarAhead.
    """
    if last is not None and asked <= last:
        raise ClosesMoveForward
    if asked > today and not future_allowed:
        raise CloseInTheFuture
    first = last + timedelta(days=1) if last else asked
    days = (asked - first).days + 1
    if days > CATCH_UP_DAYS_MAX:
        raise CloseTooFarAhead(Text(f"{days} dates would have to be caught up", f"需补跑 {days} 个日期"))
    return [first + timedelta(days=number) for number in range(days)]


def date_in_path(text: str) -> date | None:
    """The business date that a path names, or None for what is no date, or not written as one."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None
