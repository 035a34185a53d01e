"""Mortgages and provident-fund approvals as published."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import AmountOrZero, Day, In, Money, Out, PositiveMoney, Ref


class _LoanIn(In):
    unit_no: Ref
    amount: PositiveMoney
    drawn_on: Day | None = Field(default=None, description="Left out while it is approved and not yet drawn.")
    outstanding: AmountOrZero | None = Field(default=None, description="The whole amount once drawn, unless told.")
    as_of: Day | None = Field(default=None, description="The day on which this is how it stands; today unless told.")
    external_ref: Ref | None = Field(
        default=None, description="The loan's own reference: known, it is updated. A unit's only loan needs none."
    )


class MortgageIn(_LoanIn):
    """A mortgage of ours on a unit, as it stands."""

    mortgage_registered_on: Day | None = Field(
        default=None, description="When the unit's own mortgage was registered (E8)."
    )


class ProvidentFundApprovalIn(_LoanIn):
    """A loan of the provident fund on a unit, as it stands."""


class _LoanOut(Out):
    id: UUID
    project_id: UUID
    unit_no: str
    external_ref: str | None
    amount: Money
    drawn_on: Day | None
    outstanding: Money
    as_of: Day
    made_by: str
    made_at: datetime
    version: int


class MortgageOut(_LoanOut):
    """A mortgage as last reported."""

    mortgage_registered_on: Day | None


class ProvidentFundApprovalOut(_LoanOut):
    """A provident-fund loan as last reported."""
