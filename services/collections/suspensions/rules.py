"""Sub-branches that may not lend for a while, until they have put things right (domain G5)."""

from decimal import Decimal
from typing import Literal

from chassis.errors import Conflict, FieldError, Refused, Text
from chassis.money import ZERO
from chassis.states import Moves

SuspensionState = Literal["proposed", "declined", "suspended", "lifted"]
Decision = Literal["suspend", "decline"]

# A close or a person proposes; `decide` is one of the two first verbs, by the city branch, as is the lifting.
MOVES = Moves(
    {
        "proposed": {"suspend": "suspended", "decline": "declined"},
        "suspended": {"lift": "lifted"},
    }
)
# Which published verb leads to which move.
VERBS = {"suspend": "decide", "decline": "decide", "lift": "lift"}


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
