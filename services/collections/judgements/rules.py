"""What people say of a loan's class: lower with a reason and a second person, higher never (domain C6, O3)."""

from datetime import date
from typing import Literal

from chassis.errors import Conflict, Refused, Text
from chassis.states import Moves
from services.collections.arrears.rules import RiskClass
from services.collections.policies.rules import ClassPolicy
from services.collections.risk_classes.rules import rank

JudgementState = Literal["proposed", "approved", "rejected", "lifting", "lifted"]
LowerClass = Literal["special_mention", "substandard", "doubtful", "loss"]

# A judgement that is lifted raises the class again, so that takes two persons as well.
MOVES = Moves(
    {
        "proposed": {"approve": "approved", "reject": "rejected"},
        "approved": {"lift": "lifting"},
        "lifting": {"confirm": "lifted"},
    }
)


class JudgementPending(Conflict):
    code = "JUDGEMENT_PENDING"
    title = Text("A judgement of this loan already waits for a second person", "该贷款已有待复核的人工认定")


class ClassedHigher(Refused):
    code = "CLASSED_HIGHER"
    title = Text(
        "A person may class a loan lower, never higher or the same", "人工认定只能下调分类，不得上调或维持不变"
    )


class NoTechnicalDelay(Refused):
    code = "NO_TECHNICAL_DELAY"
    title = Text(
        "Only a loan that is a few days past due can be late for a technical reason",
        "仅逾期数日的贷款可认定为技术性逾期",
    )


def require_lower(now: RiskClass, judged: LowerClass) -> None:
    """Raises ClassedHigher unless the judged class is worse than what the loan has anyway."""
    if rank(judged) <= rank(now):
        raise ClassedHigher


def technical_due_date(days_past_due: int, oldest_due_on: date | None, policy: ClassPolicy) -> date:
    """The due date whose delay is technical. Raises NoTechnicalDelay unless it is 1 to 7 days (policy) past due."""
    if oldest_due_on is None or not 1 <= days_past_due <= policy.technical_delay_days:
        raise NoTechnicalDelay
    return oldest_due_on
