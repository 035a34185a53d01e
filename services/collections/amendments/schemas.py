"""Amendments as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from chassis.fields import AmountOrZero, Day, In, Money, Note, Out, Ref, fault
from services.collections.amendments.rules import AmendmentKind, AmendmentState, NewInstalment, plan_fault

Reason = Annotated[Note, StringConstraints(min_length=1, max_length=500)]


class NewInstalmentIn(In):
    """One instalment of the new schedule; it is numbered after the last of the old."""

    due_date: Day
    principal: AmountOrZero
    interest: AmountOrZero


class AmendmentIn(In):
    """An extension or restructuring with the schedule that takes the place of all that is unpaid; or a write-off."""

    kind: AmendmentKind
    reason: Reason
    document_ref: Ref = Field(description="The signed agreement, or the decision to write off.")
    instalments: list[NewInstalmentIn] = Field(default_factory=list, max_length=600)

    @model_validator(mode="after")
    def _whole(self) -> "AmendmentIn":
        if (self.kind == "write_off") != (not self.instalments):
            raise fault(
                "INSTALMENTS_EXPECTED",
                "An extension or restructuring has instalments, a write-off has none",
                "展期或重组须附还款计划，核销不得附还款计划",
            )
        found = plan_fault(self.plan)
        if found is not None:
            raise fault(found.code, f"{found.message.en} ({found.pointer})", f"{found.message.zh}（{found.pointer}）")
        return self

    @property
    def plan(self) -> list[NewInstalment]:
        """The new schedule, for the rules."""
        return [NewInstalment(**dict(each)) for each in self.instalments]


class NewInstalmentOut(Out):
    """One instalment of the new schedule."""

    due_date: date
    principal: Money
    interest: Money


class AmendmentOut(Out):
    """An amendment. Once signed it counts from the close of `effective_on` on; the old schedule is kept."""

    id: UUID
    loan_id: UUID
    kind: AmendmentKind
    reason: str
    document_ref: str
    instalments: list[NewInstalmentOut]
    state: AmendmentState
    effective_on: date | None
    decided_by: str | None
    decided_at: datetime | None
    version: int
    allowed_actions: list[str]
    made_by: str
    made_at: datetime


class FormerInstalmentOut(Out):
    """One instalment of a schedule that an amendment has taken the place of, as it stood then."""

    schedule_no: int
    from_on: date | None = Field(description="The first close that counted by it; null as it was booked.")
    number: int
    due_date: date
    principal: Money
    interest: Money
    paid_principal: Money
    paid_interest: Money
