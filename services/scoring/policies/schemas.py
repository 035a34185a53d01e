"""The red lines as published."""

from typing import Annotated

from pydantic import Field

from chassis.fields import In
from services.scoring.policies.rules import STATUS_MONTHS_MIN, AssetClass

Months = Annotated[int, Field(strict=True, ge=1, le=STATUS_MONTHS_MIN)]


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


class RedLineRules(In):
    """The figures of both red lines."""

    bureau: BureauLine
    own_bank: OwnBankLine
