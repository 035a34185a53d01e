"""Credit checks as published."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import Code, Day, In, Money, Out, PositiveMoney, Ref
from services.scoring.decisions.rules import Outcome
from services.scoring.gate.rules import Application
from services.scoring.shapes import Investigation, ReasonOut, SeenApplicationOut, SeenWarningOut


class CreditCheckIn(In):
    """An application before the gate. Without an investigation it stays undecided."""

    customer_ref: Ref
    product: Code
    amount: PositiveMoney
    bureau_report_id: UUID
    investigation: Investigation | None = None
    external_ref: Ref | None = Field(None, description="The caller's own key: the same again answers the first check.")


class CreditCheckLine(CreditCheckIn):
    """One application of a file. Its `external_ref` counts once, in whatever file."""

    external_ref: Ref


class ContinueIn(In):
    """What was missing of an undecided check; without it, only the own record is asked for again."""

    investigation: Investigation | None = None
    bureau_report_id: UUID | None = Field(None, description="A later report, where the first was too old.")


class BookIn(In):
    """The loan that an approved application has become."""

    loan_ref: Ref = Field(description="Under which core banking reports the loan to collections.")


class ReplayIn(In):
    """Which decision on the check; the latest unless told."""

    number: int | None = Field(None, strict=True, ge=1, le=1_000_000)


class CreditCheckOut(Out):
    """A check and the latest decision on it, which nothing and nobody overrides."""

    id: UUID
    customer_ref: str
    external_ref: str | None
    product: str
    amount: Money
    bureau_report_id: UUID
    investigation: Investigation | None
    outcome: Outcome
    reasons: list[ReasonOut]
    retryable: bool = Field(description="Whether `continue` may decide it with nothing added.")
    policy_version: str
    existing_exposure: Money | None = Field(
        description="Without security, over all lenders, as far as is known; null without the own record."
    )
    exposure_cap: Money | None = Field(description="Of what may be owed without security; null where none was applied.")
    reserved_before: Money | None = Field(description="Reserved for other applications of this customer, bank-wide.")
    approved_amount: Money | None = Field(description="What may be lent; of a capped one what is left of the cap.")
    application: Application = Field(description="`open` and `reserved` are under way.")
    expires_on: Day | None = Field(description="The last day of what is open or reserved.")
    loan_ref: str | None
    booked_on: Day | None
    open_warnings: list[SeenWarningOut]
    other_applications: list[SeenApplicationOut]
    correlation_ids: list[UUID] = Field(description="S3: the arrears of which the own record told that was read.")
    committee_case_id: UUID | None = Field(description="The committee's case, where its word decided.")
    made_by: str
    made_at: datetime
    decided_by: str
    decided_at: datetime
    decided_on: Day
    sub_branch: str
    outlet: str
    version: int
    allowed_actions: list[str]


class ReplayOut(Out):
    """What the kept facts give today, and whether that is what was decided then."""

    same: bool
    number: int
    outcome: Outcome
    reasons: list[ReasonOut]
    approved_amount: Money | None
    exposure_cap: Money | None
    policy_version: str
    decided_on: Day
