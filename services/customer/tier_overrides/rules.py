"""A tier that a person sets instead of the one the ways lead to: with a reason, for a time (domain T9, O3)."""

from datetime import date
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, Text
from chassis.states import Moves

OverrideState = Literal["proposed", "active", "rejected", "ended", "lapsed"]

# `end` and `lapse` come with the day after the last: what was never approved lapses.
MOVES = Moves(
    {
        "proposed": {"approve": "active", "reject": "rejected", "lapse": "lapsed"},
        "active": {"end": "ended"},
    }
)
DAYS_MAX = 366
"""Longer than a year nobody sets a tier without looking at the customer again."""


class OverrideOpen(Conflict):
    code = "TIER_OVERRIDE_OPEN"
    title = Text(
        "The customer has an override that is proposed or counts already", "该客户已有待批准或生效中的层级核定"
    )


class OverrideOver(Conflict):
    code = "TIER_OVERRIDE_OVER"
    title = Text("The last day of this override is past", "该层级核定的有效期已过")


def require_end(ends_on: date, today: date) -> None:
    """The last day is today or later, and within a year. Raises BadInput."""
    if ends_on < today:
        message = Text("The last day must not be past", "有效期截止日不得早于今天")
        raise BadInput([FieldError("/ends_on", "END_IS_PAST", message)])
    if (ends_on - today).days > DAYS_MAX:
        message = Text(f"The last day is at most {DAYS_MAX} days ahead", f"有效期最长 {DAYS_MAX} 天")
        raise BadInput([FieldError("/ends_on", "END_TOO_FAR", message)])
