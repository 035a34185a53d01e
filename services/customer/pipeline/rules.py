"""Corporate business pulls personal business: a project from land collateral to its actual mortgages (domain T10)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, Refused, Text
from chassis.states import Moves

Stage = Literal["land_collateral", "development_loan", "selling", "completed", "dropped"]
Verb = Literal["grant_loan", "open_sales", "complete", "drop"]

MOVES = Moves(
    {
        "land_collateral": {"grant_loan": "development_loan", "drop": "dropped"},
        "development_loan": {"open_sales": "selling", "drop": "dropped"},
        "selling": {"complete": "completed"},
    }
)


class PipelineProjectExists(Conflict):
    code = "PIPELINE_PROJECT_EXISTS"
    title = Text("The sub-branch follows a project of this name already", "本支行已跟踪同名项目")


class NotSelling(Refused):
    code = "PROJECT_NOT_SELLING"
    title = Text("Sales are reported while a project is selling", "项目未处于销售阶段，不得报送销售情况")


class LoanAmountNeeded(Refused):
    code = "DEVELOPMENT_LOAN_NEEDED"
    title = Text(
        "A granted development loan has an amount, and nothing else has", "发放开发贷款须填写金额，其他环节不得填写"
    )


def share(part: Decimal | int, whole: Decimal | int | None) -> Decimal | None:
    """A part of a whole to four decimals; None while there is no whole."""
    if not whole:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def require_amount(verb: str, amount: Decimal | None) -> None:
    """The development loan's amount comes with its granting. Raises LoanAmountNeeded."""
    if (verb == "grant_loan") != (amount is not None):
        raise LoanAmountNeeded


def require_report(stage: str, as_of: date, latest: date | None, today: date, units_sold: int, units: int) -> None:
    """Sales are of a day that has come and is not before the last report's, and of no more units than there are.

    Units and cash may become fewer: purchases are cancelled. Raises NotSelling, BadInput.
    """
    if stage != "selling":
        raise NotSelling
    faults = []
    if as_of > today:
        faults.append(FieldError("/as_of", "DATE_IN_THE_FUTURE", Text("The day has not come yet", "日期不得晚于今天")))
    if latest is not None and as_of < latest:
        message = Text("A later day was reported already", "已有更晚日期的报送")
        faults.append(FieldError("/as_of", "REPORT_SUPERSEDED", message))
    if units_sold > units:
        message = Text("The project does not have so many units", "超过项目总套数")
        faults.append(FieldError("/units_sold", "MORE_THAN_THERE_ARE", message))
    if faults:
        raise BadInput(faults)
