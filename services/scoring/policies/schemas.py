"""The figures of the gate as published."""

from typing import Annotated

from pydantic import Field

from chassis.fields import AmountOrZero, Code, In, Name
from services.scoring.policies.rules import STATUS_MONTHS_MIN, AssetClass

Months = Annotated[int, Field(strict=True, ge=1, le=STATUS_MONTHS_MIN)]
Bound = Annotated[int, Field(strict=True, ge=0, le=10_000)]


class BureauLine(In):
    """The line of the credit bureau's record (S5), account by account."""

    in_a_row: Months = Field(description="So many successive months behind (1-7) cross the line.")
    behind: Annotated[int, Field(strict=True, ge=2, le=7)] = Field(
        description="Any month of this code or a higher one crosses the line."
    )
    in_all: Months = Field(description="So many months behind among an account's last `in_all_of` cross the line.")
    in_all_of: Months
    bad_classes: list[AssetClass] = Field(min_length=1, max_length=4)


class OwnBankLine(In):
    """The line of this bank's own repayment record (S1)."""

    days_over: Annotated[int, Field(strict=True, ge=0, le=180, multiple_of=30)] = Field(
        description="More days past due than this, now or in a month of the record, cross the line. In months of 30."
    )
    in_all: Months = Field(description="So many months behind in the record cross the line.")


class ReportRules(In):
    """Which bureau report will do (S5)."""

    age_days_max: Annotated[int, Field(strict=True, ge=0, le=365)] = Field(
        description="An older report leaves a check undecided, and so does one that is not the customer's latest."
    )
    adverse_years: Annotated[int, Field(strict=True, ge=1, le=5)] = Field(
        description="What is older than this, on the day of the decision, is not held against anybody."
    )


class Counted(In):
    """A span of a count: `at_least` and more, less than `below`; null has no end."""

    at_least: Bound
    below: Bound | None = None


class CapRow(In):
    """One row of the table of caps."""

    months_behind: Counted = Field(
        description="Months of 1-7 in the last 24: of all accounts at the bureau, or of the own record if more."
    )
    enquiries: Counted = Field(description="Of the bureau, in the last three months.")
    cap: AmountOrZero


class ExposureRules(In):
    """How much a customer may owe without security, over all lenders (S2)."""

    caps: list[CapRow] = Field(min_length=1, max_length=50, description="Every input meets exactly one row.")
    own_lenders: list[Name] = Field(
        max_length=20, description="How the bureau names this bank: a lender whose name begins so is counted once."
    )
    secured_products: list[Code] = Field(
        max_length=50, description="Lent against a mortgage or pledge: outside the cap."
    )
    reserved_days: Annotated[int, Field(strict=True, ge=1, le=365)] = Field(
        description="An application that nobody books, releases or continues ends after so many days."
    )


class CommitteeRules(In):
    """How the loan committee decides (S4)."""

    members: Annotated[int, Field(strict=True, ge=1, le=15)]
    quorum: Annotated[int, Field(strict=True, ge=1, le=15)] = Field(description="So many votes must be in.")
    majority: Annotated[int, Field(strict=True, ge=1, le=15)] = Field(description="So many approve.")
    deadline_days: Annotated[int, Field(strict=True, ge=1, le=90)] = Field(description="Then a case lapses.")


class WarningRules(In):
    """How warnings are kept (S3)."""

    days_max: Annotated[int, Field(strict=True, ge=1, le=1830)] = Field(description="No warning lasts longer.")


class RedLineRules(In):
    """The figures of the gate. The parts that may be null are so in versions of before there were caps, only."""

    bureau: BureauLine
    own_bank: OwnBankLine
    report: ReportRules | None = None
    exposure: ExposureRules | None = None
    committee: CommitteeRules | None = None
    warnings: WarningRules | None = None
