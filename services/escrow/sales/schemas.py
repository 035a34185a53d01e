"""Sale filings as published."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from chassis.fields import AmountOrZero, Day, In, Money, Note, Out, PositiveMoney, Ref, fault

FilingState = Literal["filed", "cancelled"]


class SaleFilingIn(In):
    """A sale on file at the housing bureau, and how the buyer is to pay: the three parts are the price."""

    unit_no: Ref
    filing_no: Ref
    filed_on: Day
    price: PositiveMoney
    down_payment: AmountOrZero
    mortgage: AmountOrZero = Decimal("0.00")
    provident_fund: AmountOrZero = Decimal("0.00")

    @model_validator(mode="after")
    def _adds_up(self) -> "SaleFilingIn":
        if self.down_payment + self.mortgage + self.provident_fund != self.price:
            raise fault(
                "PARTS_ARE_NOT_THE_PRICE",
                "Down payment, mortgage and provident-fund loan must come to the price",
                "首付款、按揭贷款与公积金贷款之和须等于总价",
            )
        return self


class CancellationIn(In):
    """Why a filing is off the bureau's books, and since when (today unless told)."""

    reason: Annotated[Note, Field(min_length=1)]
    cancelled_on: Day | None = None


class SaleFilingOut(Out):
    """A sale filing. `refund_committed`: what was asked for or has gone back to the buyer after a cancellation."""

    id: UUID
    project_id: UUID
    unit_no: str
    filing_no: str
    filed_on: Day
    price: Money
    down_payment: Money
    mortgage: Money
    provident_fund: Money
    state: FilingState
    refund_committed: Money
    cancelled_on: Day | None
    cancelled_by: str | None
    cancel_reason: str | None
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
    version: int
