"""A court freeze: a state apart from holds, while which almost everything waits (domain E13)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, InvalidState, Text
from chassis.money import money_text
from chassis.states import Moves

MOVES = Moves({"frozen": {"unfreeze": "lifted"}})
Purpose = Literal["works", "refund"]


class ProjectFrozen(Conflict):
    code = "PROJECT_FROZEN"
    title = Text("The project's account is frozen already", "该项目账户已被冻结")


class NotFrozen(Conflict):
    code = "PROJECT_NOT_FROZEN"
    title = Text("The project's account is not frozen", "该项目账户未被冻结")


@dataclass(frozen=True)
class Payment:
    """A payment as a freeze looks at it, in yuan. `purpose` is None for what is neither own works nor a refund.

    `approved`: the housing authority's written approval of it is attached.
    """

    amount: Decimal
    purpose: Purpose | None
    approved: bool


def require_supervised(project_state: str) -> None:
    """Only a supervised account can be frozen. Raises InvalidState."""
    if project_state != "supervised":
        raise InvalidState(Text(f"The project is '{project_state}'", f"项目状态为“{project_state}”，不能办理"))


def require_not_future(frozen_on: date, today: date) -> None:
    """A court's order is served before it counts. Raises BadInput."""
    if frozen_on > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError("/frozen_on", "DATE_IN_THE_FUTURE", message)])


def passes(payment: Payment, supervised_amount: Decimal) -> tuple[bool, Text]:
    """E13: during a freeze the project's own works inside the supervised amount, and refunds to buyers, may be paid
    with the housing authority's written approval; everything else waits.
    """
    if payment.purpose is None:
        return False, Text("frozen: only own works and refunds may be paid", "账户冻结：仅可支付本项目工程款及购房退款")
    if payment.purpose == "works" and payment.amount > supervised_amount:
        return False, Text(
            f"frozen: above the supervised amount {money_text(supervised_amount)}",
            f"账户冻结：超出监管额度 {money_text(supervised_amount)}",
        )
    if not payment.approved:
        return False, Text(
            "frozen: the housing authority's written approval is needed", "账户冻结：须经主管部门书面批准"
        )
    return True, Text("frozen; the housing authority has approved it in writing", "账户冻结，已取得主管部门书面批准")
