"""Judgements as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from chassis.fields import In, Note, Out, fault
from services.collections.judgements.rules import JudgementState, LowerClass
from services.collections.risk_classes.rules import JudgementKind

Reason = Annotated[Note, StringConstraints(min_length=1, max_length=500)]


class JudgementIn(In):
    """A class that is lower than the days say (`risk_class`), or that the present delay is a technical one."""

    kind: JudgementKind = "lower"
    risk_class: LowerClass | None = None
    reason: Reason

    @model_validator(mode="after")
    def _whole(self) -> "JudgementIn":
        if (self.kind == "lower") != (self.risk_class is not None):
            raise fault(
                "RISK_CLASS_EXPECTED",
                "`lower` names a risk_class, a technical delay names none",
                "下调分类须填写 risk_class，技术性逾期不得填写",
            )
        return self


class LiftIn(In):
    """Why the judgement no longer holds."""

    reason: Reason


class JudgementOut(Out):
    """A judgement. It counts from the close of `from_on` on, until that of `until_on`."""

    id: UUID
    loan_id: UUID
    kind: JudgementKind
    risk_class: LowerClass | None
    due_date: date | None = Field(description="Of the instalment whose delay is technical.")
    reason: str
    state: JudgementState
    from_on: date | None
    until_on: date | None
    decided_by: str | None
    decided_at: datetime | None
    lift_reason: str | None
    lifted_by: str | None
    lift_confirmed_by: str | None
    version: int
    allowed_actions: list[str]
    made_by: str
    made_at: datetime
