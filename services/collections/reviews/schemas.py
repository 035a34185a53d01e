"""Reviews as published."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.fields import In, Money, Note, Out, Ref
from services.collections.arrears.rules import RiskClass
from services.collections.reviews.rules import ReviewOutcome, ReviewState


class ReviewDecisionIn(In):
    """What came out, why, and who is held to account: nobody when it is `due_diligence_exempt`."""

    outcome: ReviewOutcome
    reason: Annotated[Note, StringConstraints(min_length=1, max_length=2000)]
    accountable: list[Ref] = Field(default_factory=list, max_length=20)
    document_ref: Ref | None = None


class ReviewOut(Out):
    """The review of a loan that has become bad. Brought back by `exempt_until`, nobody is accountable; `due` waits for
    a decision by a person with no part in the loan."""

    id: UUID
    loan_id: UUID
    customer_ref: str
    account_manager: str = Field(description="Who was responsible when it turned bad.")
    first_arrears_on: date | None
    at_first_arrears: str | None = Field(description="Who was responsible at the first arrears.")
    approved_by: str | None
    risk_class: RiskClass = Field(description="When it was opened.")
    outstanding: Money = Field(description="Of the principal, when it was opened.")
    opened_on: date
    exempt_until: date
    state: ReviewState
    moved_on: date = Field(description="The close that put it into this state.")
    policy_version: str
    parties: list[str] = Field(description="Who had a part in the loan, and so does not decide.")
    outcome: ReviewOutcome | None
    accountable: list[str] | None
    decision_reason: str | None
    document_ref: str | None
    decided_by: str | None
    decided_at: datetime | None
    sub_branch: str
    outlet: str
    version: int
    allowed_actions: list[str]
