"""Sub-branches that may not lend for a while, until they have put things right (domain G5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from chassis.errors import Conflict, FieldError, Refused, Text
from chassis.money import ZERO
from chassis.states import Moves

SuspensionState = Literal["proposed", "declined", "suspended", "lifted"]
Decision = Literal["suspend", "decline"]
ApplicationState = Literal["open", "reserved"]

# As many applications are kept with a suspension, the newest.
UNDER_WAY_MAX = 1000

# A close or a person proposes; `decide` is one of the two first verbs, by the city branch, as is the lifting.
MOVES = Moves(
    {
        "proposed": {"suspend": "suspended", "decline": "declined"},
        "suspended": {"lift": "lifted"},
    }
)
# Which published verb leads to which move.
VERBS = {"suspend": "decide", "decline": "decide", "lift": "lift"}


@dataclass(frozen=True)
class Application:
    """An application that was under way when its sub-branch was suspended, as scoring told it then."""

    credit_check_id: UUID
    customer_ref: str
    application: ApplicationState
    amount: Decimal
    applied_by: str
    applied_at: datetime
    outlet: str


@dataclass(frozen=True)
class UnderWay:
    """What scoring says is under way in a sub-branch, at most UNDER_WAY_MAX; None: it could not be asked."""

    applications: Sequence[Application] | None
    more: bool = False


class SuspensionOpen(Conflict):
    code = "SUSPENSION_OPEN"
    title = Text("This sub-branch is suspended or proposed to be already", "该支行已停牌或已提请停牌")


class ReportMissing(Refused):
    code = "RECTIFICATION_MISSING"
    title = Text("The branch has not reported yet what it put right", "该支行尚未提交整顿报告")


class NotSuspended(Conflict):
    code = "NOT_SUSPENDED"
    title = Text("There is nothing to put right while the branch is not suspended", "该支行未处于停牌整顿期")


def bad_share(bad_balance: Decimal, balance: Decimal) -> Decimal:
    """The bad balance as a share of the balance, with four decimals; nothing of nothing is none."""
    return (bad_balance / balance).quantize(Decimal("0.0001")) if balance > ZERO else Decimal("0.0000")


def verbs(state: SuspensionState) -> list[str]:
    """The published verbs of a state."""
    return sorted({VERBS[each] for each in MOVES.verbs(state)})


def unknown_branch() -> FieldError:
    """The fault of a sub-branch without loans, or of another node."""
    message = Text("There is no such sub-branch with loans here", "此处不存在有贷款的该支行")
    return FieldError("/sub_branch", "SUB_BRANCH_UNKNOWN", message)
