"""Corporate business pulls personal business: a project from land collateral to its actual mortgages (domain T10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, Refused, Text
from chassis.states import Moves

Stage = Literal["land_collateral", "development_loan", "selling", "completed", "dropped"]
Part = Literal["project", "agreement", "development_loan", "sales"]
Difference = Literal["DEVELOPMENT_LOAN", "UNITS_SOLD", "MORTGAGES", "MORTGAGE_AMOUNT"]
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


class LinkedElsewhere(Conflict):
    code = "PIPELINE_PROJECT_LINKED"
    title = Text("Another project in the pipeline is that project of escrow", "该监管项目已对应其他储备项目")


class NotLinked(Conflict):
    code = "PIPELINE_PROJECT_NOT_LINKED"
    title = Text("It is not known which project of escrow this is", "该储备项目尚未对应监管项目")


class LoanAmountNeeded(Refused):
    code = "DEVELOPMENT_LOAN_NEEDED"
    title = Text(
        "A granted development loan has an amount, and nothing else has", "发放开发贷款须填写金额，其他环节不得填写"
    )


@dataclass(frozen=True)
class Project:
    """A project as escrow has it."""

    name: str
    state: str
    sub_branch: str
    total_investment: Decimal


@dataclass(frozen=True)
class Agreement:
    """The agreement with the developer: the one signed, or else the newest draft."""

    state: str
    signed_on: date | None
    exclusive: bool
    supervised_amount: Decimal


@dataclass(frozen=True)
class Loan:
    """The development loan: assessed, what drawdowns hold or have drawn of it, drawn, and what is left."""

    assessed: Decimal
    committed: Decimal
    drawn: Decimal
    remaining: Decimal


@dataclass(frozen=True)
class Sales:
    """What is on file as sold, what was lent on it, and what came into the supervised account."""

    as_of: date
    received: Decimal
    units_filed: int
    price_filed: Decimal
    mortgages: int
    mortgage_amount: Decimal


@dataclass(frozen=True)
class Supervision:
    """What escrow knows of a project. A part that is None and not missing is not there."""

    known: bool = True
    project: Project | None = None
    agreement: Agreement | None = None
    development_loan: Loan | None = None
    sales: Sales | None = None
    missing: Sequence[str] = ()


def differences(
    found: Supervision, loan: Decimal | None, units_sold: int | None, mortgages: int | None, amount: Decimal | None
) -> list[Difference]:
    """Where what staff entered and reported is not what escrow knows. What either does not say differs from nothing."""
    pairs: list[tuple[Difference, object, object]] = []
    if found.development_loan is not None:
        pairs.append(("DEVELOPMENT_LOAN", loan, found.development_loan.assessed))
    if found.sales is not None:
        pairs += [
            ("UNITS_SOLD", units_sold, found.sales.units_filed),
            ("MORTGAGES", mortgages, found.sales.mortgages),
            ("MORTGAGE_AMOUNT", amount, found.sales.mortgage_amount),
        ]
    return [code for code, entered, known in pairs if entered is not None and entered != known]


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
