"""Special-mention loans are watched so that they don't turn bad; bad ones are recovered or dealt with (domain G2)."""

from typing import Literal

from chassis.errors import Conflict, Forbidden, Refused, Text
from chassis.states import Moves
from services.collections.arrears.rules import RiskClass

WatchKind = Literal["call", "visit", "collateral_check", "repayment_talk", "other"]
WatchState = Literal["open", "done"]
Method = Literal["cash", "restructuring", "collateral", "litigation", "write_off"]
PlanState = Literal["proposed", "approved", "rejected", "cancelled", "closed"]
Outcome = Literal["achieved", "partly", "failed"]

WATCH_MOVES = Moves({"open": {"complete": "done"}})
# A second person approves a plan, and says at its end what came of it; the maker may take it back before.
PLAN_MOVES = Moves(
    {
        "proposed": {"approve": "approved", "reject": "rejected", "cancel": "cancelled"},
        "approved": {"close": "closed"},
    }
)
BAD: frozenset[RiskClass] = frozenset({"substandard", "doubtful", "loss"})


class NotOnWatch(Refused):
    code = "NOT_ON_WATCH"
    title = Text("Only a loan of special mention is watched", "仅关注类贷款列入监控")


class NotBad(Refused):
    code = "LOAN_NOT_BAD"
    title = Text("Only a bad loan is disposed of by a plan", "仅不良贷款可制定处置方案")


class PlanOpen(Conflict):
    code = "DISPOSAL_PLAN_OPEN"
    title = Text("This loan already has a disposal plan under way", "该贷款已有进行中的处置方案")


class PlanNotApproved(Conflict):
    code = "DISPOSAL_PLAN_NOT_APPROVED"
    title = Text("Results belong to an approved plan", "仅已批准的处置方案可登记结果")


class NotYourAction(Forbidden):
    code = "NOT_YOUR_ACTION"
    title = Text("Only its owner reports on it", "仅责任人可以填报结果")


def require_watched(risk_class: RiskClass) -> None:
    """Raises NotOnWatch for a loan of another class than special mention."""
    if risk_class != "special_mention":
        raise NotOnWatch


def require_bad(risk_class: RiskClass) -> None:
    """Raises NotBad for a loan that is not bad."""
    if risk_class not in BAD:
        raise NotBad


def require_owner(owner: str, actor: str, deputy_for: str | None) -> None:
    """Raises NotYourAction for anybody but the owner or their deputy."""
    if owner not in (actor, deputy_for):
        raise NotYourAction
