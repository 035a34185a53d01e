"""Warnings: known to one, known to all, for a time (domain S3)."""

from datetime import date
from typing import Literal

from chassis.errors import FieldError, Forbidden, Text
from chassis.states import Moves

Severity = Literal["caution", "serious"]
State = Literal["open", "withdrawn", "expired"]
SUPERIORS = frozenset({"risk_officer", "branch_head"})

# `expire` is nobody's verb: the day after `expires_on` it is so.
MOVES = Moves({"open": {"withdraw": "withdrawn", "expire": "expired"}})


class NotYourWarning(Forbidden):
    """S3: a warning goes by the word of whoever gave it, or of those who answer for risk there."""

    code = "NOT_YOUR_WARNING"
    title = Text("Only who gave the warning, or a superior there, may withdraw it", "仅预警发出人或其上级可撤销预警")


def state(withdrawn_by: str | None, expires_on: date, today: date) -> State:
    """The state of a warning on a day: it is open through its last day."""
    if withdrawn_by is not None:
        return "withdrawn"
    return "open" if expires_on >= today else "expired"


def expiry_faults(expires_on: date, today: date, days_max: int | None) -> list[FieldError]:
    """The fault of a warning that would end at once, or last longer than the policy allows."""
    days = (expires_on - today).days
    if days <= 0:
        return [FieldError("/expires_on", "DAY_NOT_AHEAD", Text("It must end after today", "到期日须晚于今天"))]
    if days_max is not None and days > days_max:
        message = Text(f"No warning lasts longer than {days_max} days", f"预警期限不得超过 {days_max} 天")
        return [FieldError("/expires_on", "WARNING_TOO_LONG", message)]
    return []


def require_may_withdraw(actor: str, roles: frozenset[str], made_by: str, *, same_branch: bool) -> None:
    """Raises NotYourWarning for anybody but its maker and the superiors of the sub-branch in which it was given."""
    if actor != made_by and not (same_branch and roles & SUPERIORS):
        raise NotYourWarning
