"""The guarantee deposit as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.fields import Day, In, Money, Month, Note, Out, PositiveMoney, Ref, Share

Count = Annotated[int, Field(strict=True, ge=1, le=1_000)]


class DepositRules(In):
    """The figures of guarantee deposits (E8)."""

    due_working_days: Annotated[int, Field(strict=True, ge=0, le=60)] = Field(
        description="Working days after a month's end within which what was required then must be paid in."
    )
    claim_missed_instalments: Count = Field(description="From how many missed instalments on it may be drawn on.")


class DepositPaymentIn(In):
    """Money that the developer has paid in, as core banking reports it. `bank_ref` is its own unique reference."""

    amount: PositiveMoney
    bank_ref: Ref
    paid_on: Day


class DepositClaimIn(In):
    """What is to be taken from the deposit for a borrower who has stopped paying, with the proof of it."""

    unit_no: Ref
    amount: PositiveMoney
    missed_instalments: Count
    document_ids: list[UUID] = Field(default_factory=list, max_length=50)


class ClaimDecisionIn(In):
    """What the one who decides has to say."""

    comment: Note = ""


class StatementOut(Out):
    """What was required at a month's end; `late` is what of it is missing past its due date."""

    month: Month
    outstanding: Money
    required: Money
    due_date: Day
    due_is_provisional: bool
    late: Money


class GuaranteeDepositOut(Out):
    """The deposit as it stands: `required` for the mortgages of today, due after this month's end.

    `last_due` is the last month's end that counts: what was required then, and what of it is late.
    """

    project_id: UUID
    state: Literal["open", "closed"]
    rate: Share | None
    outstanding: Money
    mortgages: int
    required: Money
    paid: Money
    shortfall: Money
    due_date: Day
    due_is_provisional: bool
    last_due: StatementOut | None
    policy_version: str


class DepositMovementOut(Out):
    """A payment in, or a release to the developer."""

    id: UUID
    project_id: UUID
    kind: Literal["payment", "release"]
    amount: Money
    bank_ref: str | None
    unit_no: str | None
    value_date: Day
    made_by: str
    made_at: datetime


class DepositClaimOut(Out):
    """A claim on the deposit."""

    id: UUID
    project_id: UUID
    unit_no: str
    amount: Money
    missed_instalments: int
    document_ids: list[UUID]
    state: Literal["requested", "paid", "rejected"]
    policy_version: str
    made_by: str
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    comment: str | None
    allowed_actions: list[str]
    version: int
