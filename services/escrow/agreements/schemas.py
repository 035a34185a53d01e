"""Agreements as published."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictBool

from chassis.fields import AmountOrZero, Day, In, Money, Note, Out, PositiveMoney, Share, ShareOfOne

AgreementState = Literal["draft", "signed"]


class AgreementIn(In):
    """What is to be agreed with the developer (E2)."""

    exclusive: StrictBool = Field(description="Other banks are kept out of the project.")
    terms: Annotated[Note, Field(min_length=1)]
    guarantee_deposit_rate: ShareOfOne | None = Field(
        None, description="Of the outstanding of unregistered mortgages (E8). The regime's unless told."
    )
    large_withdrawal_limit: AmountOrZero | None = Field(
        None, description="A payment above it needs proof and a review (E6). The regime's unless told."
    )
    supervised_amount: PositiveMoney = Field(description="Of which the milestones say how much is retained (E10).")
    authority_notice_required: StrictBool = False


class SigningIn(In):
    """The signed paper: when it was signed, and where it is kept."""

    signed_on: Day
    document_id: UUID


class AgreementOut(Out):
    """An agreement, drafted or signed; `conditions` are those of the assessment it rests on."""

    id: UUID
    project_id: UUID
    assessment_id: UUID
    conditions: list[str]
    exclusive: bool
    terms: str
    guarantee_deposit_rate: Share
    large_withdrawal_limit: Money
    supervised_amount: Money
    authority_notice_required: bool
    state: AgreementState
    made_by: str
    made_at: datetime
    signed_by: str | None
    signed_at: datetime | None
    signed_on: Day | None
    document_id: UUID | None
    version: int
    allowed_actions: list[str]
