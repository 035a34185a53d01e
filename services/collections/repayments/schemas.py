"""Repayments as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from chassis.fields import Day, In, Money, Note, Out, PositiveMoney, Ref
from services.collections.repayments.rules import RepaymentState


class RepaymentIn(In):
    """Money that core banking reports as paid on a loan. `bank_ref` is its own unique reference."""

    loan_ref: Ref
    bank_ref: Ref
    paid_on: Day
    amount: PositiveMoney


class ReversalIn(In):
    """Why the money did not come, or went back."""

    reason: Annotated[Note, StringConstraints(min_length=1, max_length=500)]


class RepaymentOut(Out):
    """A repayment as it was reported, and whether it stands."""

    id: UUID
    loan_id: UUID
    loan_ref: str
    bank_ref: str
    paid_on: date
    amount: Money
    state: RepaymentState
    reversed_on: date | None
    reversed_at: datetime | None
    reversal_reason: str | None
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
