"""Bureau reports as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool

from chassis.fields import AmountOrZero, Code, Day, In, Money, Name, Note, Out, Ref, fault
from services.scoring.bureau.rules import CODES, status_fault
from services.scoring.policies.rules import STATUS_MONTHS_MAX, STATUS_MONTHS_MIN, AssetClass


def _readable(value: str) -> str:
    found = status_fault(value)
    if found is not None:
        code, message = found
        raise fault(code, message.en, message.zh)
    return value


StatusString = Annotated[
    str,
    AfterValidator(_readable),
    Field(
        json_schema_extra={"minLength": STATUS_MONTHS_MIN, "maxLength": STATUS_MONTHS_MAX},
        description=f"One code a month, the oldest first: {' '.join(CODES)}",
    ),
]
Count = Annotated[int, Field(strict=True, ge=0, le=9999)]


class Authorisation(In):
    """What the customer signed before the bureau was asked (S9)."""

    document_ref: Ref
    purpose: Name
    signed_on: Day


class BureauAccount(In):
    """One account of the report."""

    kind: Code
    state: Code | None = Field(None, description="`transferred_out`: the lender sold it on, and code G is no bad debt.")
    lender: Name | None = None
    secured: StrictBool = False
    opened_on: Day
    balance: AmountOrZero
    limit: AmountOrZero
    asset_class: AssetClass = Field(alias="class")
    overdue_amount: AmountOrZero | None = Field(
        None, description="Without it, a last month of 1-7 counts as overdue now."
    )
    status_24m: StatusString


class Guarantee(In):
    """A debt of somebody else that the customer stands for."""

    lender: Name | None = None
    balance: AmountOrZero
    asset_class: AssetClass | None = Field(None, alias="class")


class PublicRecord(In):
    """A judgment, an enforcement, tax in arrears, a penalty."""

    kind: Code
    recorded_on: Day
    amount: AmountOrZero | None = None
    detail: Note = ""


class BureauReportIn(In):
    """A report as the bureau gave it. It is kept as received, with its SHA-256."""

    customer_ref: Ref
    reported_on: Day
    authorisation: Authorisation
    accounts: list[BureauAccount] = Field(max_length=500, description="Empty: the bureau has no record.")
    enquiries_last_3_months: Count
    guarantees: list[Guarantee] = Field(max_length=500)
    public_records: list[PublicRecord] = Field(max_length=500)


class BureauReportLine(Out):
    """A report in a list: without what it says of the customer."""

    id: UUID
    customer_ref: str
    reported_on: Day
    authorisation: Authorisation
    sha256: str
    made_by: str
    made_at: datetime


class ShownAccount(Out):
    """One account, as it was received."""

    kind: str
    state: str | None
    lender: str | None
    secured: bool
    opened_on: Day
    balance: Money
    limit: Money
    asset_class: str = Field(alias="class")
    overdue_amount: Money | None
    status_24m: str


class BureauReportOut(BureauReportLine):
    """A report with everything it says; `sha256` is of the body as it was received."""

    accounts: list[ShownAccount]
    enquiries_last_3_months: int
    guarantees: list[Guarantee]
    public_records: list[PublicRecord]
