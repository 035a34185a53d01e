"""When the supervision of a project's proceeds ends (domain E12).

The deposit ends later and by itself, with the last unit's registration (`deposits`).
"""

from dataclasses import dataclass
from decimal import Decimal

from chassis.errors import Refused, Text
from chassis.money import money_text


class ClosingChecksFailed(Refused):
    """`extra` carries all `checks`, met or not."""

    code = "CLOSING_CHECKS_FAILED"
    title = Text("Supervision cannot end yet", "尚不能结束监管")


@dataclass(frozen=True)
class Facts:
    """What a closing looks at; money in yuan."""

    last_milestone_confirmed: bool
    total: Decimal
    held: Decimal
    unmatched_units: int
    frozen: bool
    balance_agrees: bool


@dataclass(frozen=True)
class Check:
    """One condition of a closing, and what was compared."""

    code: str
    passed: bool
    detail: Text


def checks(facts: Facts) -> list[Check]:
    """E12: the titles are registered, the account is empty, and nothing about its money is open."""
    return [
        Check(
            "FIRST_REGISTRATION_CONFIRMED",
            facts.last_milestone_confirmed,
            Text("both departments have confirmed the last milestone", "两部门已确认最后节点"),
        ),
        Check(
            "ACCOUNT_EMPTY",
            facts.total == 0,
            Text(f"in the account: {money_text(facts.total)}", f"账户余额 {money_text(facts.total)}"),
        ),
        Check(
            "NOTHING_HELD",
            facts.held == 0,
            Text(f"asked for and not paid: {money_text(facts.held)}", f"已申请未支付 {money_text(facts.held)}"),
        ),
        Check(
            "PROCEEDS_MATCHED",
            facts.unmatched_units == 0,
            Text(f"units that do not match: {facts.unmatched_units}", f"未核对一致的房屋 {facts.unmatched_units} 套"),
        ),
        Check("ACCOUNT_NOT_FROZEN", not facts.frozen, Text("no court has frozen the account", "账户未被司法冻结")),
        Check(
            "BALANCE_AGREES",
            facts.balance_agrees,
            Text("no unexplained difference to core banking's books", "与核心系统无未说明差异"),
        ),
    ]


def require(found: list[Check]) -> None:
    """Raises ClosingChecksFailed, with all checks, when one is not met."""
    if not all(check.passed for check in found):
        told = [{"code": check.code, "passed": check.passed, "detail": check.detail} for check in found]
        raise ClosingChecksFailed(extra={"checks": told})
