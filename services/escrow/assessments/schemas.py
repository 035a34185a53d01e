"""Assessments as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool, model_validator

from chassis.fields import AmountOrZero, Day, In, Money, Name, Note, Out, fault

Score = Annotated[int, Field(strict=True, ge=0, le=100)]
AssessmentState = Literal["submitted", "approved", "rejected"]


class Scores(In):
    """The eight criteria of the review, each from 0 (worst) to 100 (E1)."""

    qualification: Score
    track_record: Score
    papers: Score
    investment: Score
    development_conditions: Score
    market: Score
    economic_benefit: Score
    loan_risk: Score


class AssessmentIn(In):
    """A finding on a proposed project: feasible or not, how much to lend, what to expect, when to enter (E1)."""

    scores: Scores
    feasible: StrictBool
    development_loan_amount: AmountOrZero
    expected_mortgage_volume: AmountOrZero
    entry_date: Day
    conditions: list[Name] = Field(default_factory=list, max_length=50)


class DecisionIn(In):
    """`approve` confirms the finding, whatever it says; `reject` sends it back to be made anew."""

    decision: Literal["approve", "reject"]
    comment: Note = ""


class OpinionIn(In):
    """What an upper level says to a finding before it is decided; its conditions go into the agreement."""

    opinion: Literal["support", "support_with_conditions", "oppose"]
    conditions: list[Name] = Field(default_factory=list, max_length=50)
    comment: Note = ""

    @model_validator(mode="after")
    def _has_its_conditions(self) -> "OpinionIn":
        if (self.opinion == "support_with_conditions") is not bool(self.conditions):
            raise fault(
                "CONDITIONS_DO_NOT_FIT",
                "Conditions go with support_with_conditions, and only there",
                "仅“附条件支持”须列明条件",
            )
        return self


class OpinionOut(Out):
    """An upper level's opinion, as it was given."""

    id: UUID
    assessment_id: UUID
    level: Literal["city_branch", "head_office"]
    opinion: Literal["support", "support_with_conditions", "oppose"]
    conditions: list[str]
    comment: str
    made_by: str
    made_at: datetime


class AssessmentOut(Out):
    """A finding and what was decided on it."""

    id: UUID
    project_id: UUID
    scores: Scores
    feasible: bool
    development_loan_amount: Money
    expected_mortgage_volume: Money
    entry_date: Day
    conditions: list[str]
    state: AssessmentState
    comment: str | None
    made_by: str
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    version: int
    allowed_actions: list[str]
