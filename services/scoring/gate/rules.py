"""An application at the gate: what its manager may do with it (domain S2, S7)."""

from datetime import date
from typing import Literal

from chassis.errors import DuplicateRef, InvalidState, Text

Application = Literal["open", "reserved", "booked", "released", "expired", "closed"]


class LoanBooked(DuplicateRef):
    """One loan comes of one application."""

    code = "LOAN_REF_BOOKED"
    title = Text("This loan was booked for another application", "该贷款已用于另一笔申请")


def require_undecided(outcome: str, application: str) -> None:
    """What is decided is decided: a new application is a new check. Raises InvalidState."""
    if outcome != "undecided":
        raise InvalidState(Text(f"A check that is '{outcome}' is not continued", f"结果为“{outcome}”的审查不能继续"))
    if application != "open":
        raise InvalidState(Text(f"An application that is '{application}' is over", f"申请已结束（{application}）"))


def verbs(outcome: str, application: str, expires_on: date | None, today: date) -> list[str]:
    """What can be done with an application. What expired today the job has perhaps not come to yet."""
    if application not in ("open", "reserved") or (expires_on is not None and expires_on < today):
        return []
    more = ["continue"] if outcome == "undecided" else []
    return [*(["book"] if application == "reserved" else []), *more, "release"]


def require_unexpired(expires_on: date | None, today: date) -> None:
    """Raises InvalidState for a reservation whose last day is over: the room may be another's by now."""
    if expires_on is not None and expires_on < today:
        raise InvalidState(Text("The reservation has expired: ask anew", "额度预留已过期，请重新申请"))
