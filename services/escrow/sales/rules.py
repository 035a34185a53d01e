"""What was sold, as the housing bureau has it on file, and when a buyer's money may go back (domain E5)."""

from datetime import date
from decimal import Decimal

from chassis.errors import BadInput, Conflict, FieldError, InvalidState, Refused, Text
from chassis.money import money_text
from chassis.states import Moves

MOVES = Moves({"filed": {"cancel": "cancelled"}})


class UnitFiled(Conflict):
    """E5: a unit is sold once; a second sale follows only on the cancellation of the first."""

    code = "UNIT_ALREADY_FILED"
    title = Text("The unit has a sale filing that stands", "该房屋已有有效的销售备案")


class FiledAhead(Refused):
    code = "FILED_IN_FUTURE"
    title = Text("The day of filing has not come yet", "备案日期不得晚于当日")


class RefundsNotCovered(Conflict):
    code = "REFUNDS_NOT_COVERED"
    title = Text(
        "More of the unit's money went back to its buyers than would be left of it", "该房屋已退款项将超过其剩余收款"
    )


class RefundTooLarge(Refused):
    """E5: no buyer gets back more than was paid for the unit and not given back yet."""

    code = "REFUND_TOO_LARGE"
    title = Text("The refund is more than may still go back to the buyer", "退款超过可退还买受人的金额")


def require_filed(filed_on: date, today: date) -> None:
    """Raises FiledAhead for what is not on file yet."""
    if filed_on > today:
        raise FiledAhead


def require_cancelled_between(cancelled_on: date, filed_on: date, today: date) -> None:
    """A filing is cancelled after it was made and not in the future. Raises BadInput."""
    if cancelled_on > today:
        message = Text("The day has not come yet", "日期不得晚于今天")
        raise BadInput([FieldError("/cancelled_on", "DATE_IN_THE_FUTURE", message)])
    if cancelled_on < filed_on:
        message = Text("It was filed later than that", "撤销日期不得早于备案日期")
        raise BadInput([FieldError("/cancelled_on", "CANCELLED_BEFORE_FILED", message)])


def require_cancelled(state: str) -> None:
    """E5: money goes back only once the purchase is off the bureau's books. Raises InvalidState."""
    if state != "cancelled":
        raise InvalidState(Text("The filing stands: cancel it first", "备案仍有效，须先撤销备案"))


def refundable(price: Decimal, committed: Decimal, unit_received: Decimal, unit_committed: Decimal) -> Decimal:
    """What may still be asked back under a cancelled filing, in yuan.

    Never more than its price, and never more than the unit's proceeds hold: of another buyer's money nothing goes back,
    which is why what all filings of the unit have asked back (`unit_committed`) is taken off what came in for it.
    """
    return max(min(price - committed, unit_received - unit_committed), Decimal(0))


def require_covered(unit_received: Decimal, unit_committed: Decimal) -> None:
    """What went back to a unit's buyers stays covered by what came in for it. Raises RefundsNotCovered."""
    if unit_received < unit_committed:
        raise RefundsNotCovered


def require_refundable(amount: Decimal, most: Decimal) -> None:
    """Raises RefundTooLarge."""
    if amount > most:
        raise RefundTooLarge(
            Text(
                f"may still go back: {money_text(most)}; asked for: {money_text(amount)}",
                f"可退还 {money_text(most)}，申请 {money_text(amount)}",
            )
        )
