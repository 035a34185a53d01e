"""Promises as published."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.fields import Day, In, Money, Out, PositiveMoney
from services.collections.promises.rules import PromiseState


class PromiseIn(In):
    """So much by that day."""

    amount: PositiveMoney
    due_on: Day


class PromiseOut(Out):
    """A promise and what has become of it."""

    id: UUID
    case_id: UUID
    loan_id: UUID
    amount: Money
    promised_on: date
    due_on: date
    state: PromiseState
    judged_on: date | None = Field(description="The close that found it kept or broken.")
    made_by: str
    made_at: datetime
    sub_branch: str
    outlet: str
    version: int
