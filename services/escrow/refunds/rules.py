"""When a buyer's money goes back, and by whose word (domain E5, E6, E13; contract, section 3)."""

from dataclasses import dataclass
from decimal import Decimal

from chassis.errors import Refused, Text
from chassis.money import money_text
from chassis.states import Moves
from services.escrow.disbursements.rules import Check, is_large

_OPEN = {"reject": "rejected", "cancel": "cancelled", "expire": "expired"}
_PAID = {"paying": {"settle": "settled", "fail": "failed"}, "settled": {"return": "returned"}}
# The same approvals as a payment to the developer's side, by the same limit (E6).
SMALL = Moves(
    {"requested": {"confirm": "confirmed", **_OPEN}, "confirmed": {"pay": "paying", **_OPEN}, **_PAID},
)
LARGE = Moves(
    {
        "requested": {"review": "reviewed", **_OPEN},
        "reviewed": {"confirm": "confirmed", **_OPEN},
        "confirmed": {"pay": "paying", **_OPEN},
        **_PAID,
    }
)
OPEN_STATES = ("requested", "reviewed", "confirmed")
CHECKING = frozenset({"review", "confirm", "pay"})


class RefundChecksFailed(Refused):
    """The refund meets not every condition; `extra` carries all `checks`, met or not."""

    code = "REFUND_CHECKS_FAILED"
    title = Text("The refund does not meet every condition", "退款申请未满足全部条件")


@dataclass(frozen=True)
class Facts:
    """All that the conditions look at, in yuan; the refund's own hold, if it has one, is already taken out.

    `told` is what other capabilities say themselves: a court's freeze, and core banking's books.
    """

    amount: Decimal
    supervised: bool
    refundable: Decimal
    available: Decimal
    large_withdrawal_limit: Decimal
    documents: int
    told: tuple[tuple[str, bool, Text], ...]


def moves_of(large: bool) -> Moves:
    """The table of moves that a refund follows."""
    return LARGE if large else SMALL


def checks(facts: Facts, warn_only: frozenset[str]) -> list[Check]:
    """Every condition, met or not; `warn_only` is the regime's (E7)."""
    limit = facts.large_withdrawal_limit
    found = [
        (
            "AGREEMENT_ACTIVE",
            facts.supervised,
            Text("a signed agreement, and the project under supervision", "贷前协议已签署且项目处于监管中"),
        ),
        (
            "WITHIN_PROCEEDS",
            facts.amount <= facts.refundable,
            Text(
                f"may go back to the buyer: {money_text(facts.refundable)}; asked for: {money_text(facts.amount)}",
                f"可退还买受人 {money_text(facts.refundable)}，申请 {money_text(facts.amount)}",
            ),
        ),
        (
            "AVAILABLE_BALANCE",
            facts.amount <= facts.available,
            Text(
                f"available: {money_text(facts.available)}; asked for: {money_text(facts.amount)}",
                f"可用余额 {money_text(facts.available)}，申请 {money_text(facts.amount)}",
            ),
        ),
        *facts.told,
        (
            "EVIDENCE_FOR_LARGE",
            not is_large(facts.amount, limit) or facts.documents > 0,
            Text(
                f"above {money_text(limit)} proof of purpose is needed; documents: {facts.documents}",
                f"超过 {money_text(limit)} 须提供用途证明，已附文件 {facts.documents} 份",
            ),
        ),
    ]
    return [Check(code, passed, code not in warn_only, detail) for code, passed, detail in found]


def require(found: list[Check]) -> None:
    """Raises RefundChecksFailed, with all checks, when a blocking one is not met."""
    if any(check.blocking and not check.passed for check in found):
        listed = [
            {"code": check.code, "passed": check.passed, "blocking": check.blocking, "detail": check.detail}
            for check in found
        ]
        raise RefundChecksFailed(extra={"checks": listed})
