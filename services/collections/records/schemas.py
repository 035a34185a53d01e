"""The own repayment record as published."""

from datetime import date
from uuid import UUID

from pydantic import Field

from chassis.fields import Money, Out
from services.collections.arrears.rules import RiskClass
from services.collections.records.rules import CORRELATIONS_MAX

CODES = (
    "24 months, the oldest first, the last that of `as_of`: N as agreed; 1-7 behind; * nothing due; # paid before "
    "take-on; C paid off; B written off; / no loan."
)

CORRELATIONS = (
    f"Its arrears within the 24 months, the newest first, at most {CORRELATIONS_MAX}: the ids of their cases, which "
    "whatever follows from them in other services keeps."
)


class LoanRecordOut(Out):
    """One loan's part of the record."""

    loan_id: UUID
    external_ref: str
    product: str
    sub_branch: str
    disbursed_on: date
    secured: bool
    principal: Money
    outstanding: Money = Field(description="Of the principal.")
    overdue_amount: Money = Field(description="Principal and interest.")
    days_past_due: int
    worst_days_past_due: int = Field(description="Within the 24 months.")
    risk_class: RiskClass = Field(description="Now.")
    worst_class: RiskClass = Field(description="Within the 24 months.")
    months: str = Field(description=CODES)
    written_off_on: date | None
    paid_off_on: date | None
    broken_promises: int = Field(description="C8: promises to pay that were broken on it.")
    first_year_arrears: bool = Field(description="C4, S3: whether it was in arrears in its first months.")
    correlation_ids: list[UUID] = Field(description=CORRELATIONS)


class OutstandingOut(Out):
    """What is outstanding of the principal of all loans: of those with a mortgage or pledge, and of the others."""

    secured: Money
    unsecured: Money


class RecordOut(Out):
    """What a customer's loans at this bank show, bank-wide, as of the last close with the repayments since then.

    A customer without loans here has an empty record: `loans` is empty and every month is `/`. Before the first close
    ever (`as_of` null) nothing has been aged.
    """

    customer_ref: str
    as_of: date | None
    months: str = Field(description=f"The worst of all loans. {CODES}")
    worst: str = Field(description="The worst code of the 24 months.")
    risk_class: RiskClass | None = Field(description="The worst of all loans now; null without loans.")
    worst_class: RiskClass | None = Field(
        description="The worst of all loans within the 24 months; null without loans."
    )
    worst_days_past_due: int = Field(description="Within the 24 months.")
    days_past_due: int
    overdue_amount: Money = Field(description="Principal and interest.")
    outstanding: OutstandingOut
    written_off: bool = Field(description="Whether any loan was ever written off.")
    broken_promises: int = Field(description="C8, S3: promises to pay that were broken, of all loans.")
    first_year_arrears: bool = Field(description="C4, S3: whether any loan was in arrears in its first months.")
    correlation_ids: list[UUID] = Field(description=CORRELATIONS)
    loans: list[LoanRecordOut]


class RecordsOut(Out):
    """Records of several customers, in the order in which they were asked for."""

    items: list[RecordOut]
