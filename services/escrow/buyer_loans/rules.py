"""The loans that pay for units: our mortgages, and the provident fund's approvals (domain E5, E8)."""

from datetime import date
from decimal import Decimal
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, Text

LoanKind = Literal["mortgage", "provident_fund"]


class MortgageRegistered(Conflict):
    """E8: once the unit's own mortgage is registered, the deposit for it is free; that is not taken back."""

    code = "MORTGAGE_REGISTERED"
    title = Text("The mortgage is registered already, on another day", "该抵押已于其他日期完成登记")


class LoanOfAnotherUnit(Conflict):
    code = "LOAN_OF_ANOTHER_UNIT"
    title = Text("This reference is the loan of another unit", "该贷款编号属于其他房屋")


def outstanding_of(amount: Decimal, drawn_on: date | None, outstanding: Decimal | None) -> Decimal:
    """What is owed: as told; else the whole loan once it is drawn, and nothing before."""
    if outstanding is not None:
        return outstanding
    return amount if drawn_on is not None else Decimal("0.00")


def require_credible(
    amount: Decimal, drawn_on: date | None, owed: Decimal, registered_on: date | None, as_of: date, today: date
) -> None:
    """Nothing lies in the future, no more is owed than was lent, nothing before it is drawn. Raises BadInput."""
    faults = []
    ahead = Text("The day has not come yet", "日期不得晚于今天")
    for name, day in (("drawn_on", drawn_on), ("mortgage_registered_on", registered_on), ("as_of", as_of)):
        if day is not None and day > today:
            faults.append(FieldError(f"/{name}", "DATE_IN_THE_FUTURE", ahead))
    if owed > amount:
        message = Text("More is owed than was lent", "未偿还余额不得超过贷款金额")
        faults.append(FieldError("/outstanding", "OUTSTANDING_ABOVE_AMOUNT", message))
    if drawn_on is None and owed > 0:
        message = Text("Nothing is owed before the loan is drawn", "未放款的贷款不应有余额")
        faults.append(FieldError("/outstanding", "OWED_BEFORE_DRAWN", message))
    if faults:
        raise BadInput(faults)
