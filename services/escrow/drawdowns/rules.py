"""When the development loan may be drawn, and by whose word (domain E1, E4)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.clock import month_of
from chassis.errors import Refused, Text
from chassis.money import money_text, share_of
from chassis.states import Moves
from services.escrow.disbursements.rules import Check, plan_is_open

_ENDED = {"reject": "rejected", "cancel": "cancelled"}
MOVES = Moves(
    {
        "requested": {"review": "reviewed", **_ENDED},
        "reviewed": {"confirm": "confirmed", **_ENDED},
        "confirmed": {"pay": "drawn", **_ENDED},
    }
)
LIVE_STATES = ("requested", "reviewed", "confirmed", "drawn")
# The verbs by which somebody answers for it: never the maker, never one person twice (O3).
CHECKING = frozenset({"review", "confirm", "pay"})


class DrawdownChecksFailed(Refused):
    """The drawdown meets not every condition; `extra` carries all `checks`, met or not."""

    code = "DRAWDOWN_CHECKS_FAILED"
    title = Text("The drawdown does not meet every condition", "提款申请未满足全部条件")


class AboveAssessed(Refused):
    """E4: the loan is never drawn above what was assessed, whoever asks at the same moment."""

    code = "ABOVE_ASSESSED_AMOUNT"
    title = Text("The assessed amount of the loan does not have this much left", "开发贷款评估额度剩余不足")


@dataclass(frozen=True)
class Facts:
    """All that the conditions look at, in yuan; what the drawdown itself has taken is already left out."""

    amount: Decimal
    today: date
    agreed: bool
    plan_approved: bool
    plan_month: str
    plan_carry_over_months: int
    line_is_works: bool
    line_amount: Decimal
    line_drawn: Decimal
    assessed: Decimal
    committed: Decimal
    progress_status: str
    progress_percent: Decimal | None
    progress_recent: bool


def checks(facts: Facts, warn_only: frozenset[str]) -> list[Check]:
    """Every condition, met or not; `warn_only` is the regime's (E7)."""
    found = [*_about_the_purpose(facts), *_about_the_loan(facts)]
    return [Check(code, passed, code not in warn_only, detail) for code, passed, detail in found]


def require(found: list[Check]) -> None:
    """Raises DrawdownChecksFailed, with all checks, when a blocking one is not met."""
    if any(check.blocking and not check.passed for check in found):
        listed = [
            {"code": check.code, "passed": check.passed, "blocking": check.blocking, "detail": check.detail}
            for check in found
        ]
        raise DrawdownChecksFailed(extra={"checks": listed})


_Found = tuple[str, bool, Text]


def _about_the_purpose(facts: Facts) -> list[_Found]:
    drawn = facts.line_drawn + facts.amount
    return [
        (
            "AGREEMENT_ACTIVE",
            facts.agreed,
            Text("a signed agreement, and the project under supervision", "贷前协议已签署且项目处于监管中"),
        ),
        (
            "PLAN_APPROVED",
            facts.plan_approved,
            Text("both departments have approved the plan", "资金使用计划已经两部门批准"),
        ),
        (
            "PLAN_MONTH_OPEN",
            plan_is_open(facts.plan_month, facts.today, facts.plan_carry_over_months),
            Text(
                f"the plan is for {facts.plan_month}; today lies in {month_of(facts.today)}",
                f"计划月份为 {facts.plan_month}，当前月份为 {month_of(facts.today)}",
            ),
        ),
        (
            "PURPOSE_IS_WORKS",
            facts.line_is_works,
            Text("the loan is for the project's works only", "开发贷款仅可用于本项目工程"),
        ),
        (
            "PLAN_LINE_COVERS",
            drawn <= facts.line_amount,
            Text(
                f"drawn for the plan line: {money_text(drawn)} of {money_text(facts.line_amount)}",
                f"该计划项累计提款 {money_text(drawn)}，计划金额 {money_text(facts.line_amount)}",
            ),
        ),
    ]


def _about_the_loan(facts: Facts) -> list[_Found]:
    would_be = facts.committed + facts.amount
    carried = share_of(facts.assessed, (facts.progress_percent or Decimal(0)) / 100)
    status_zh = {"confirmed": "已确认", "disputed": "存在分歧", "missing": "缺少报告"}[facts.progress_status]
    return [
        (
            "WITHIN_ASSESSED",
            would_be <= facts.assessed,
            Text(
                f"drawdowns would come to {money_text(would_be)}; assessed: {money_text(facts.assessed)}",
                f"累计提款将为 {money_text(would_be)}，评估额度 {money_text(facts.assessed)}",
            ),
        ),
        (
            "PROGRESS_CONFIRMED",
            facts.progress_status == "confirmed",
            Text(f"the two departments' site reports: {facts.progress_status}", f"两部门现场报告：{status_zh}"),
        ),
        (
            "PROGRESS_RECENT",
            facts.progress_recent,
            Text("each department has reported from the site lately", "两部门近期均有现场报告"),
        ),
        (
            "WITHIN_PROGRESS",
            facts.progress_percent is not None and would_be <= carried,
            Text(
                f"drawdowns would come to {money_text(would_be)}; confirmed progress carries {money_text(carried)}",
                f"累计提款将为 {money_text(would_be)}，已确认进度对应 {money_text(carried)}",
            ),
        ),
    ]
