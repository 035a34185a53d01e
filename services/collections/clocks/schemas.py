"""Clocks and demand letters as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.fields import Day, In, Money, Out, Ref
from services.collections.clocks.rules import (
    ClockKind,
    ClockState,
    LetterParty,
    LetterState,
    ReceiptKind,
)

Place = Annotated[int, Field(strict=True, ge=1, le=400)]


class ClockOut(Out):
    """A period of the law that runs for a loan in arrears."""

    id: UUID
    loan_id: UUID
    customer_ref: str
    kind: ClockKind
    starts_on: date
    expires_on: date
    restarted_on: date | None = Field(description="When a demand was received, if one was.")
    days_left: int = Field(description="From the business date; below zero once it has run out.")
    next_warning_on: date | None
    state: ClockState
    ended_on: date | None
    policy_version: str = Field(description="Of the ladder.")
    sub_branch: str
    outlet: str


class LetterIn(In):
    """A letter that demands what is overdue of one of those who owe it."""

    party: LetterParty = "borrower"
    person_no: Place = Field(1, description="Whom of that party, by their place on the loan.")
    pay_by: Day


class ReceiptIn(In):
    """What came of a letter: the proof that it was received, or that it was not."""

    kind: ReceiptKind
    answered_on: Day
    receipt_ref: Ref = Field(description="Where the proof is kept.")


class LetterOut(Out):
    """A demand letter as it was sent; `…/document` is the page to print."""

    id: UUID
    case_id: UUID
    loan_id: UUID
    number: str
    party: LetterParty
    person_no: int
    addressee: str
    as_of: date
    days_past_due: int
    overdue_principal: Money
    overdue_interest: Money
    penalty_due: Money
    pay_by: date
    sent_on: date
    state: LetterState
    answered_on: date | None
    receipt_kind: ReceiptKind | None
    receipt_ref: str | None
    answered_by: str | None
    made_by: str
    made_at: datetime
    sub_branch: str
    outlet: str
    version: int
